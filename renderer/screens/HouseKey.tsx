import { Anchor, Button, Code, Stack, Text, Textarea } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../main/contract/index.ts';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { Facts } from '../parts/Facts.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import { Section } from '../parts/Section.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useAct, useCall, useTopic } from '../use-call.ts';

const shownSigns = 12;

const SetHouseKey = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const ask = useAct('print.setHouseKey', () => {
    announce(t('settings.asked'));
    onClose();
  });
  const key = typed.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void ask.run({ key, reason });
  };
  return (
    <Dialog title={t('houseKey.dialogTitle')} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t('houseKey.dialogSentence')}</Text>
          <Textarea
            size="sm"
            label={t('houseKey.key')}
            description={t('houseKey.keyHint')}
            autoComplete="off"
            spellCheck={false}
            rows={3}
            maxLength={4000}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {key.length > shownSigns && (
            <Text>
              {t('houseKey.ending')} <Code fz="sm">{key.slice(-shownSigns)}</Code>
            </Text>
          )}
          <ReasonInput value={reason} onChange={setReason} />
          <ToneNote tone="warn">{t('houseKey.needsApproval')}</ToneNote>
          <FailureNote failure={ask.failure} onRetry={ask.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              variant="outline"
              leftSection={<IconUserCheck size={16} aria-hidden />}
              disabled={key === '' || reason.trim() === ''}
              loading={ask.isBusy}
            >
              {t('settings.ask')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};

/** Whoever holds the private key opens every print file, so that two admins set the public one together. */
export const HouseKey = ({ houseKey }: { readonly houseKey: Output<'print.settings'>['houseKey'] }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const [isSetting, setIsSetting] = useState(false);
  const approvals = useCall('approval.list', { state: 'open' });
  useTopic('approvals', ['approval.list', 'print.settings']);
  const waiting = approvals.data?.approvals.find(({ act }) => act === 'print.setHouseKey');
  return (
    <Section title={t('houseKey.title')}>
      <Stack gap="sm">
        <Text c="dimmed">{t('houseKey.sentence')}</Text>
        {houseKey ? (
          <Facts
            facts={[
              [
                t('houseKey.ending'),
                <Code key="ending" fz="sm">
                  {houseKey.ending}
                </Code>,
              ],
              [t('houseKey.changedAt'), tokyo.moment(houseKey.changedAt)],
            ]}
          />
        ) : (
          <ToneNote tone="warn">{t('houseKey.none')}</ToneNote>
        )}
        {waiting && (
          <ToneNote
            tone="quiet"
            aside={
              <Anchor
                component={Link}
                href={`/approvals/${waiting.approvalId}`}
                fz="sm"
                style={{ whiteSpace: 'nowrap' }}
              >
                {t('settings.toApprovals')}
              </Anchor>
            }
          >
            {t('houseKey.waiting', { by: waiting.askedBy, at: tokyo.moment(waiting.askedAt) })}
          </ToneNote>
        )}
        <Button variant="default" mr="auto" onClick={() => setIsSetting(true)}>
          {t(houseKey ? 'houseKey.change' : 'houseKey.set')}
        </Button>
      </Stack>
      {isSetting && <SetHouseKey onClose={() => setIsSetting(false)} />}
    </Section>
  );
};
