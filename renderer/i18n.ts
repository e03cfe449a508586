import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en.json';
import ja from './locales/ja.json';

export const languages = ['ja', 'en'] as const;
const storedLanguage = 'akari.language';

const follow = (language: string) => {
  document.documentElement.lang = language;
  document.title = i18next.t('product');
};

export const startLanguage = async (): Promise<void> => {
  const stored = localStorage.getItem(storedLanguage);
  i18next.on('languageChanged', follow);
  await i18next.use(initReactI18next).init({
    resources: { ja: { translation: ja }, en: { translation: en } },
    lng: languages.find((language) => language === stored) ?? 'ja',
    fallbackLng: 'ja',
    interpolation: { escapeValue: false },
  });
};

export const chooseLanguage = (language: string): void => {
  localStorage.setItem(storedLanguage, language);
  void i18next.changeLanguage(language);
};
