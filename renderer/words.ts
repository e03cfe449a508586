import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Words for codes that the contract leaves open, such as a kind of event; an unknown code has a general word, or none. */
export const useWords = () => {
  const { t, i18n } = useTranslation();
  return useMemo(
    () => ({
      t: (key: string, otherwise: string): string => t((i18n.exists(key) ? key : otherwise) as never) as string,
      at: (key: string): string | null => (i18n.exists(key) ? (t(key as never) as string) : null),
    }),
    [t, i18n],
  );
};
