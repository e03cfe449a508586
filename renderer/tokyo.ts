// Times and dates as the agent reads them: always in Asia/Tokyo, whatever the PC's zone.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const zone = 'Asia/Tokyo';
const dayMs = 86_400_000;
const offsetMs = 9 * 3_600_000;

/** The Tokyo calendar date of a time, as `YYYY-MM-DD`. */
export const tokyoDay = (ms: number): string => new Date(ms + offsetMs).toISOString().slice(0, 10);

/** The value of a `datetime-local` field for a time, in Tokyo. */
export const toField = (ms: number): string => new Date(ms + offsetMs).toISOString().slice(0, 16);

/** What a `datetime-local` field holds, read as Tokyo wall-clock time. */
export const fromField = (field: string): string => new Date(`${field}:00.000+09:00`).toISOString();

/** `4:05:09`, or `05:09` below an hour. */
export const countdownText = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  const pad = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
};

export const useTokyo = () => {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => {
    const of = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
      new Intl.DateTimeFormat(language, { ...options, timeZone, hourCycle: 'h23' });
    const numeric = { year: 'numeric', month: language === 'ja' ? '2-digit' : 'short', day: '2-digit' } as const;
    const time = { hour: '2-digit', minute: '2-digit' } as const;
    const moment = of({ ...numeric, ...time });
    const precise = of({ ...numeric, ...time, second: '2-digit' });
    const clock = of(time);
    const day = of(numeric, 'UTC');
    const yearMonth = of({ year: 'numeric', month: language === 'ja' ? 'long' : 'short' }, 'UTC');
    const dateText = (date: string) => day.format(new Date(`${date}T00:00:00Z`));
    return {
      moment: (at: string) => moment.format(new Date(at)),
      precise: (at: string) => precise.format(new Date(at)),
      date: dateText,
      /** Of `YYYY-MM`. */
      month: (month: string) => yearMonth.format(new Date(`${month}-01T00:00:00Z`)),
      /** "6 tomorrow morning", as one says it on the telephone. */
      spoken: (at: string, now: number) => {
        const ms = Date.parse(at);
        const hour = new Date(ms + offsetMs).getUTCHours();
        const minute = new Date(ms + offsetMs).getUTCMinutes();
        const time = minute === 0 ? t('when.hour', { hour }) : clock.format(ms);
        if (tokyoDay(ms) === tokyoDay(now)) return t('when.today', { time });
        if (tokyoDay(ms) === tokyoDay(now + dayMs))
          return t(hour < 12 ? 'when.nextMorning' : 'when.tomorrow', { time });
        return moment.format(ms);
      },
    };
  }, [t, language]);
};
