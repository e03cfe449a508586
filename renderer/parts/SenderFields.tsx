import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Sender, type SenderField, senderFields, senderText } from '../sender-fields.ts';
import classes from './SenderFields.module.css';

type Props = {
  readonly sender: Sender;
  readonly onChange: (field: SenderField, value: string) => void;
};

/** Each line of the sender with how much of it is left. */
export const SenderFields = ({ sender, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <div className={classes.fields}>
      {senderFields.map(({ field, limit }) => {
        const value = senderText(sender, field);
        const isWrongPostcode = field === 'postcode' && value !== '' && !/^\d{3}-?\d{4}$/.test(value.trim());
        return (
          <TextInput
            key={field}
            size="sm"
            label={t(`sender.${field}`)}
            description={t(`senderHint.${field}`)}
            rightSection={
              <span className={classes.count} aria-hidden>
                {t('printSettings.lengthOf', { n: [...value].length, limit })}
              </span>
            }
            rightSectionWidth={64}
            maxLength={limit}
            autoComplete="off"
            value={value}
            error={isWrongPostcode && t('refusal.postcode-format')}
            onChange={(event) => onChange(field, event.currentTarget.value)}
          />
        );
      })}
    </div>
  );
};
