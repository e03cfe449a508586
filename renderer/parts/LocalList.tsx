import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';

type Local = Output<'start.status'>['locals'][number];
type Props = { readonly locals: readonly Local[]; readonly isBusy: boolean; readonly onOpen: (local: Local) => void };

/** What this machine has already. */
export const LocalList = ({ locals, isBusy, onOpen }: Props) => {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="local-databases">
      <Title order={2} id="local-databases" mb="xs">
        {t('start.localsTitle')}
      </Title>
      <Stack gap="xs">
        {locals.map((local) => (
          <Group key={local.name} justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap" miw={0}>
              <Text truncate fw={700}>
                {local.name}
              </Text>
              <Badge variant="default" size="sm" tt="none">
                {t(local.isEncrypted ? 'start.encrypted' : 'start.plain')}
              </Badge>
            </Group>
            <Button
              variant="default"
              disabled={isBusy}
              aria-label={t('start.openNamed', { name: local.name })}
              onClick={() => onOpen(local)}
            >
              {t('start.open')}
            </Button>
          </Group>
        ))}
      </Stack>
    </section>
  );
};
