import { Button, Code, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useAct, useAsk } from '../use-call.ts';

type Props = { readonly batchId: number; readonly onClose: () => void };

/** Without a house's key: the passphrase is shown once to who made the batch, whose last group begins the generation. */
export const NotePassphrase = ({ batchId, onClose }: Props) => {
  const { t } = useTranslation();
  const [groups, setGroups] = useState<readonly string[] | null>(null);
  const [group, setGroup] = useState('');
  const show = useAsk('batch.showPassphrase', ({ groups: shown }) => setGroups(shown));
  const note = useAct('batch.notePassphrase', () => {
    announce(t('batch.begun'));
    onClose();
  });
  const isShown = groups !== null || show.failure?.error === 'shown-already';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void note.run({ batchId, group });
  };
  return (
    <Dialog title={t('notePassphrase.title')} isHeld isWide onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Outcomes
            title={t('notePassphrase.how')}
            outcomes={[t('notePassphrase.once'), t('notePassphrase.paper'), t('notePassphrase.releaser')]}
          />
          {groups ? (
            <Group gap="sm" role="group" aria-label={t('notePassphrase.passphrase')}>
              {groups.map((shown) => (
                <Code key={shown} fz="lg">
                  {shown}
                </Code>
              ))}
            </Group>
          ) : (
            !isShown && (
              <Button variant="default" loading={show.isBusy} onClick={() => void show.run({ batchId })}>
                {t('notePassphrase.show')}
              </Button>
            )
          )}
          <FailureNote failure={show.failure} />
          {isShown && (
            <>
              <TextInput
                size="sm"
                label={t('notePassphrase.lastGroup')}
                description={t('notePassphrase.lastGroupHint')}
                autoComplete="off"
                spellCheck={false}
                styles={{ input: { width: 220 } }}
                value={group}
                onChange={(event) => setGroup(event.currentTarget.value)}
              />
              {groups && <ToneNote tone="warn">{t('notePassphrase.gone')}</ToneNote>}
            </>
          )}
          <FailureNote failure={note.failure} onRetry={note.retry} />
          <DialogActs onBack={onClose}>
            <Button size="sm" type="submit" disabled={!isShown || group.trim() === ''} loading={note.isBusy}>
              {t('notePassphrase.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
