import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from './words.ts';

const isWeekday = (name: string): name is 'issueWeekdayFirst' | 'issueWeekdaySecond' =>
  name === 'issueWeekdayFirst' || name === 'issueWeekdaySecond';
/** Of two values: such mail is sent, or is not. */
const isSwitch = (name: string): boolean => name === 'readingMail' || name === 'debitMail';
/** A day of 2024, whose January began on a Monday. */
const dayOf = (weekday: number): number => Date.UTC(2024, 0, weekday);

/** A setting's name, meaning and values in words; one that is newer than the words goes by its code. */
export const useSettingWords = () => {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const language = i18n.language;
  return useMemo(() => {
    const numberText = (value: number) => new Intl.NumberFormat(language).format(value);
    const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
    const unitOf = (name: string, value: number): string =>
      isWeekday(name)
        ? t(`setting.${name}.unit`, { day: weekday.format(dayOf(value)) })
        : words.t(`setting.${name}.unit`, 'settings.noUnit');
    const valueText = (name: string, value: number): string =>
      isSwitch(name)
        ? t(value === 1 ? 'settings.sent' : 'settings.notSent')
        : t('settings.value', { value: numberText(value), unit: unitOf(name, value) });
    return {
      title: (name: string) => words.t(`setting.${name}.title`, name),
      meaning: (name: string) => words.t(`setting.${name}.meaning`, 'settings.noMeaning'),
      value: valueText,
      isSwitch,
      bounds: ({ name, min, max }: { name: string; min: number; max: number }) =>
        isSwitch(name)
          ? t('settings.sentOrNot')
          : t('settings.range', {
              min: isWeekday(name) ? valueText(name, min) : numberText(min),
              max: valueText(name, max),
            }),
    };
  }, [t, words, language]);
};
