import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The shape of what is on its way. */
export const Loading = ({ rows = 4 }: { readonly rows?: number }) => {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status" py="xs">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={`row-${String(row)}`} height={16} width={row % 3 === 2 ? '60%' : '100%'} />
      ))}
    </Stack>
  );
};
