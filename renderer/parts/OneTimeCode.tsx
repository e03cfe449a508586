import { Button, Code, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { CopyText } from './CopyText.tsx';
import { Dialog } from './Dialog.tsx';
import { ToneNote } from './ToneNote.tsx';

type Props = {
  readonly name: string;
  readonly invite: Output<'staff.showInvite'>;
  readonly onClose: () => void;
};

/** The code that lets somebody in once: to be handed over now, since nobody can see it again. */
export const OneTimeCode = ({ name, invite, onClose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <Dialog title={t('inviteCode.title', { name })} isHeld onClose={onClose}>
      <Text>{t('inviteCode.sentence')}</Text>
      <Group gap="sm">
        <Code fz="lg" role="group" aria-label={t('inviteCode.code')}>
          {invite.code}
        </Code>
        <CopyText text={invite.code} />
      </Group>
      <Text>{t('inviteCode.expires', { at: tokyo.moment(invite.expiresAt) })}</Text>
      <ToneNote tone="warn">{t('inviteCode.once')}</ToneNote>
      <Button size="sm" ml="auto" onClick={onClose}>
        {t('act.close')}
      </Button>
    </Dialog>
  );
};
