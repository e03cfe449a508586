import { useTranslation } from 'react-i18next';
import classes from './BeforeAfter.module.css';

type Props = {
  /** `before` '': there was nothing to be changed. */
  readonly changes: readonly { readonly what: string; readonly before: string; readonly after: string }[];
  /** What the two sides are called, where they are not before and after. */
  readonly labels?: readonly [string, string];
};

/** What stands there now, and what would. */
export const BeforeAfter = ({ changes, labels }: Props) => {
  const { t } = useTranslation();
  const [before, after] = labels ?? [t('change.before'), t('change.after')];
  return (
    <div className={classes.changes}>
      {changes.map((change) => (
        <div key={change.what} className={classes.change}>
          <h3 className={classes.field}>{change.what}</h3>
          {change.before === '' ? (
            <p className={classes.only}>{change.after}</p>
          ) : (
            <dl className={classes.values}>
              <dt>{before}</dt>
              <dd>{change.before}</dd>
              <dt>{after}</dt>
              <dd className={classes.after}>{change.after}</dd>
            </dl>
          )}
        </div>
      ))}
    </div>
  );
};
