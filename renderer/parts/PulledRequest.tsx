import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const ways = ['waiting', 'cancelled'] as const;
export type PulledTo = (typeof ways)[number];

type Props = { readonly value: PulledTo; readonly onChange: (value: PulledTo) => void };

/** What becomes of the request whose card is pulled. */
export const PulledRequest = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('pull.request')} value={value} onChange={(chosen) => onChange(chosen as PulledTo)}>
      <Stack gap={6} mt={4}>
        {ways.map((way) => (
          <Radio key={way} value={way} label={t(`pullTo.${way}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
};
