import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CardFaults } from '../parts/CardFaults.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Loading } from '../parts/Loading.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useCall } from '../use-call.ts';
import { MendForm } from './MendForm.tsx';
import { RequeueForm } from './RequeueForm.tsx';

type Props = { readonly cardRequestId: number; readonly customerName: string; readonly onClose: () => void };

const mendable = [
  'postcode-unknown',
  'postcode-address',
  'postcode-unconfirmed',
  'character',
  'variation-selector',
  'gaiji',
  'too-long',
];
const approvable = ['returned-unclaimed', 'returned-often', 'change-unconfirmed'];

/** A card that dropped out: what is wrong with it now, and its text to be mended; or it goes back as it is. */
export const MendCard = ({ cardRequestId, customerName, onClose }: Props) => {
  const { t } = useTranslation();
  const dropped = useCall('card.openDropped', { cardRequestId });
  const read = dropped.data;
  const isGone = read?.faults.length === 0;
  const wrong = read?.faults.filter(({ code }) => !approvable.includes(code)) ?? [];
  const isMendable = wrong.every(({ code }) => mendable.includes(code));
  const canGo = isMendable && read?.approval !== 'of-another';
  return (
    <Dialog title={t('mend.title', { name: customerName })} isHeld isWide onClose={onClose}>
      {dropped.isPending && <Loading rows={6} />}
      <FailureNote failure={dropped.error?.failure} onRetry={() => void dropped.refetch()} />
      {read && (
        <Stack gap="sm">
          {isGone ? (
            <ToneNote tone="good">{t('mend.gone')}</ToneNote>
          ) : (
            <>
              <CardFaults faults={read.faults} />
              {read.approval === 'yours' && <ToneNote tone="warn">{t('mend.approve')}</ToneNote>}
            </>
          )}
          {canGo ? (
            wrong.length > 0 ? (
              <MendForm read={read} onClose={onClose} />
            ) : (
              <RequeueForm cardRequestId={cardRequestId} isApproval={read.approval === 'yours'} onClose={onClose} />
            )
          ) : (
            <>
              <Text>{t(read.approval ? 'mend.needsSupervisor' : 'mend.elsewhere')}</Text>
              <Anchor component={Link} href={`/accounts/${read.accountId}`} fz="sm" mr="auto">
                {t('mend.toAccount')}
              </Anchor>
            </>
          )}
        </Stack>
      )}
    </Dialog>
  );
};
