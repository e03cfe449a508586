import { Button, Divider, Stack, Text } from '@mantine/core';
import { IconCloudDataConnection, IconDatabasePlus, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { Choice } from '../parts/Choice.tsx';
import { Door } from '../parts/Door.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { LocalList } from '../parts/LocalList.tsx';
import { useAsk } from '../use-call.ts';
import { StartFailed } from './StartFailed.tsx';
import { StartKey } from './StartKey.tsx';
import { StartLocal } from './StartLocal.tsx';
import { StartRemote } from './StartRemote.tsx';

type Status = Output<'start.status'>;
type Local = Status['locals'][number];
type Props = {
  readonly status: Status;
  readonly onOpened: () => void;
  /** Where something is open already. */
  readonly onBack?: (() => void) | undefined;
};
type Step = 'failed' | 'choose' | 'local' | 'remote' | Local;

/** Which database this console works on: chosen on the first start, when the last one does not open, or at will. */
export const Start = ({ status, onOpened, onBack }: Props) => {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>(status.failure ? 'failed' : 'choose');
  const demo = useAsk('start.openDemo', onOpened);
  const local = useAsk('start.openLocal', onOpened);
  const choose = () => setStep('choose');

  if (step === 'failed' && status.failure)
    return <StartFailed failure={status.failure} onOpened={onOpened} onOther={choose} />;
  if (step === 'local') return <StartLocal status={status} onOpened={onOpened} onBack={choose} />;
  if (step === 'remote') return <StartRemote status={status} onOpened={onOpened} onBack={choose} />;
  if (typeof step === 'object') return <StartKey name={step.name} onOpened={onOpened} onBack={choose} />;

  const openLocal = async (chosen: Local) => {
    const answer = await local.run({ name: chosen.name, key: null });
    const isKeyAsked =
      !answer.ok && answer.error === 'cannot-open' && ['key-missing', 'wrong-key'].includes(answer.detail.fault);
    if (isKeyAsked) setStep(chosen);
  };
  return (
    <Door title={t('start.title')} isWide>
      <Stack gap="md">
        <Text>{t('start.sentence')}</Text>
        <Choice
          icon={IconDatabasePlus}
          title={t('start.localTitle')}
          sentence={t('start.localSentence')}
          button={t('start.localButton')}
          onChoose={() => setStep('local')}
        />
        <Choice
          icon={IconCloudDataConnection}
          title={t('start.remoteTitle')}
          sentence={t('start.remoteSentence')}
          button={t('start.remoteButton')}
          onChoose={() => setStep('remote')}
        />
        <Choice
          icon={IconPlayerPlay}
          title={t('start.demoTitle')}
          sentence={t('start.demoSentence')}
          button={t('start.demoButton')}
          isBusy={demo.isBusy}
          onChoose={() => void demo.run({})}
        />
        {status.locals.length > 0 && (
          <>
            <Divider />
            <LocalList locals={status.locals} isBusy={local.isBusy} onOpen={(chosen) => void openLocal(chosen)} />
          </>
        )}
        <FailureNote failure={demo.failure ?? local.failure} />
        {onBack && (
          <Button size="sm" variant="subtle" mr="auto" onClick={onBack}>
            {t('start.back')}
          </Button>
        )}
      </Stack>
    </Door>
  );
};
