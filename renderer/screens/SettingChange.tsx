import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../announce.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActs } from '../parts/DialogActs.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { ReasonInput } from '../parts/ReasonInput.tsx';
import type { Setting } from '../parts/SettingTable.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useSettingWords } from '../setting-words.ts';
import { useAct } from '../use-call.ts';

type Props = { readonly setting: Setting; readonly onClose: () => void };

/** Another value with a reason; where the value guards something, another admin has to agree. */
export const SettingChange = ({ setting, onClose }: Props) => {
  const { t } = useTranslation();
  const words = useSettingWords();
  const { name, value, version, needsApproval } = setting;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const change = useAct('setting.change', ({ state }) => {
    announce(t(state === 'asked' ? 'settings.asked' : 'settings.done'));
    onClose();
  });
  const digits = typed.normalize('NFKC').trim();
  const isNumber = /^\d+$/.test(digits);
  /** Null: nothing that could be set has been typed. What is switched has only one other value. */
  const next = words.isSwitch(name) ? 1 - value : isNumber ? Number(digits) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (next !== null) void change.run({ name, value: next, version, reason });
  };
  return (
    <Dialog title={t('settings.changeTitle', { name: words.title(name) })} isHeld onClose={onClose}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{words.meaning(name)}</Text>
          <Text>{t('change.now', { value: words.value(name, value) })}</Text>
          {words.isSwitch(name) ? (
            <Text fw={600}>{t('settings.willBe', { value: words.value(name, next ?? 0) })}</Text>
          ) : (
            <TextInput
              size="sm"
              inputMode="numeric"
              label={t('settings.newValue')}
              description={words.bounds(setting)}
              autoComplete="off"
              required
              withAsterisk={false}
              w={220}
              data-autofocus
              value={typed}
              error={digits !== '' && !isNumber && t('settings.notANumber')}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <ReasonInput value={reason} onChange={setReason} />
          {needsApproval && <ToneNote tone="warn">{t('settings.needsApproval')}</ToneNote>}
          <FailureNote failure={change.failure} onRetry={change.retry} />
          <DialogActs onBack={onClose}>
            <Button
              size="sm"
              type="submit"
              variant={needsApproval ? 'outline' : 'filled'}
              leftSection={needsApproval && <IconUserCheck size={16} aria-hidden />}
              loading={change.isBusy}
              disabled={next === null || reason.trim() === ''}
            >
              {t(needsApproval ? 'settings.ask' : 'settings.confirm')}
            </Button>
          </DialogActs>
        </Stack>
      </form>
    </Dialog>
  );
};
