import 'dayjs/locale/ja';
import { Month } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import classes from './CountedDays.module.css';

type Day = Output<'bill.visibility'>['days'][number];

/** Business days counted out on the months that they lie in: how-manieth, and why one is left out. */
export const CountedDays = ({ days }: { readonly days: readonly Day[] }) => {
  const { t, i18n } = useTranslation();
  const tokyo = useTokyo();
  const of = new Map(days.map((day) => [day.on, day]));
  const months = [...new Set(days.map(({ on }) => on.slice(0, 7)))];
  const offText = ({ off, name }: Day): string | null =>
    off && (name ? name[i18n.language === 'ja' ? 'ja' : 'en'] : t(`dayOff.${off}`));
  const named = days.filter(({ off }) => off !== null && off !== 'weekend');
  return (
    <>
      <div className={classes.months}>
        {months.map((month) => (
          <figure key={month} className={classes.month}>
            <figcaption>{tokyo.month(month)}</figcaption>
            <Month
              month={`${month}-01`}
              locale={i18n.language}
              firstDayOfWeek={0}
              weekendDays={[]}
              hideOutsideDates
              static
              fullWidth
              getDayProps={(date) => {
                const day = of.get(date);
                const state = !day
                  ? 'outside'
                  : day.on === days[0]?.on
                    ? 'first'
                    : day.on === days.at(-1)?.on
                      ? 'last'
                      : day.off
                        ? 'off'
                        : 'counted';
                return { className: classes.day, 'data-state': state };
              }}
              renderDay={(date) => {
                const day = of.get(date);
                return (
                  <span className={classes.inner}>
                    {Number(date.slice(8))}
                    <span className={classes.mark}>
                      {day?.count !== null && day?.count !== undefined
                        ? t('counted.nth', { n: day.count })
                        : day?.off
                          ? t(`dayOffShort.${day.off}`)
                          : day
                            ? t('counted.first')
                            : ''}
                    </span>
                  </span>
                );
              }}
            />
          </figure>
        ))}
      </div>
      {named.length > 0 && (
        <p className={classes.named}>
          {named
            .map((day) => t('counted.off', { date: tokyo.date(day.on), why: offText(day) }))
            .join(t('login.separator'))}
        </p>
      )}
    </>
  );
};
