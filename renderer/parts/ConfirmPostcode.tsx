import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = {
  /** Whom it was asked of: the caller, or, where there is none, whoever can say. */
  readonly of: 'caller' | 'anyone';
  readonly isConfirmed: boolean;
  readonly onChange: (isConfirmed: boolean) => void;
};

/** A large user's own postcode, of which no list says whether it is right. */
export const ConfirmPostcode = ({ of, isConfirmed, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <Checkbox
      label={t(`confirmPostcode.${of}`)}
      description={t(`confirmPostcode.${of}Hint`)}
      checked={isConfirmed}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
};
