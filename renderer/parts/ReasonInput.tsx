import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = { readonly hint?: string; readonly value: string; readonly onChange: (reason: string) => void };

/** Why something is done: asked for before every act that stays on the record. */
export const ReasonInput = ({ hint, value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <TextInput
      size="sm"
      label={t('change.reason')}
      description={hint}
      required
      withAsterisk={false}
      maxLength={500}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
