import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { RecoverySheet } from '../parts/RecoverySheet.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAsk } from '../use-call.ts';

type Props = {
  readonly drawn: Output<'start.drawKey'>;
  readonly remembersKeys: boolean;
  readonly onOpened: () => void;
  readonly onBack: () => void;
};

/** The key goes onto paper before anything depends on it; who types its end has it in hand. */
export const StartSheet = ({ drawn, remembersKeys, onOpened, onBack }: Props) => {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { lastGroup: '' } });
  const make = useAsk('start.makeLocal', onOpened);
  return (
    <Door title={t('sheet.title')} isWide>
      <Stack gap="md">
        <Text lh={1.7}>{t('sheet.sentence')}</Text>
        <ToneNote tone={remembersKeys ? 'quiet' : 'warn'}>{t(remembersKeys ? 'sheet.kept' : 'sheet.notKept')}</ToneNote>
        <RecoverySheet drawn={drawn} />
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          mr="auto"
          onClick={() => window.print()}
        >
          {t('sheet.print')}
        </Button>
        <form onSubmit={form.onSubmit(({ lastGroup }) => void make.run({ name: drawn.name, lastGroup }))}>
          <Stack gap="sm">
            <TextInput
              size="sm"
              label={t('sheet.lastGroup')}
              description={t('sheet.lastGroupHint')}
              maxLength={16}
              maw={260}
              autoComplete="off"
              spellCheck={false}
              required
              withAsterisk={false}
              {...form.getInputProps('lastGroup')}
            />
            <FailureNote failure={make.failure} />
            <Group justify="space-between">
              <Button size="sm" variant="subtle" onClick={onBack}>
                {t('start.back')}
              </Button>
              <Button size="sm" type="submit" loading={make.isBusy}>
                {t('sheet.finish')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Door>
  );
};
