import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Words for codes that the contract leaves open, such as a kind of event; an unknown code has a general word. */
export const useWords = () => {
  const { t, i18n } = useTranslation();
  return useMemo(
    () => ({
      t: (key: string, otherwise: string): string => t((i18n.exists(key) ? key : otherwise) as never) as string,
    }),
    [t, i18n],
  );
};
