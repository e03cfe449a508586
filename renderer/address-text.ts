import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRead } from './parts/AccountHeader.tsx';

type Address = NonNullable<AccountRead['deliveryAddress']>;

/** An address in one line, as one reads it out. */
export const useAddressText = () => {
  const { t } = useTranslation();
  return useCallback(
    ({ postcode, line, building, department, careOf }: Address): string =>
      [
        t('reach.postcode', { postcode: postcode.replace(/^(\d{3})(\d{4})$/, '$1-$2') }),
        line,
        building,
        department,
        careOf,
      ]
        .filter(Boolean)
        .join(' '),
    [t],
  );
};
