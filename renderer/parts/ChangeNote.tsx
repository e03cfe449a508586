import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Way } from '../changing.ts';
import { useWords } from '../words.ts';

/** Once for a card: why its values cannot be changed. */
export const ChangeNote = ({ way }: { readonly way: Way }) => {
  const { t } = useTranslation();
  const words = useWords();
  if (way.isAllowed || way.reason === 'not-allowed') return null;
  return (
    <Text fz="xs" c="dimmed">
      {t('change.whyNot', { why: words.t(`reason.${way.reason}`, 'reason.unknown') })}
    </Text>
  );
};
