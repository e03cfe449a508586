import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from './words.ts';

/** A setting's name, meaning and values in words; one that is newer than the words goes by its code. */
export const useSettingWords = () => {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const language = i18n.language;
  return useMemo(() => {
    const numberText = (value: number) => new Intl.NumberFormat(language).format(value);
    const valueText = (name: string, value: number) =>
      t('settings.value', { value: numberText(value), unit: words.t(`setting.${name}.unit`, 'settings.noUnit') });
    return {
      title: (name: string) => words.t(`setting.${name}.title`, name),
      meaning: (name: string) => words.t(`setting.${name}.meaning`, 'settings.noMeaning'),
      value: valueText,
      bounds: ({ name, min, max }: { name: string; min: number; max: number }) =>
        t('settings.range', { min: numberText(min), max: valueText(name, max) }),
    };
  }, [t, words, language]);
};
