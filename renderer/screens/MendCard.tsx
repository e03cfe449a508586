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

const mendable = ['postcode-unknown', 'postcode-address', 'character', 'variation-selector', 'gaiji', 'too-long'];

/** A card that dropped out: what is wrong with it now, and its text to be mended; or it goes back as it is. */
export const MendCard = ({ cardRequestId, customerName, onClose }: Props) => {
  const { t } = useTranslation();
  const dropped = useCall('card.openDropped', { cardRequestId });
  const read = dropped.data;
  const isGone = read?.faults.length === 0;
  const canMend = read?.faults.every(({ code, field }) => mendable.includes(code) && field !== 'care-of');
  return (
    <Dialog title={t('mend.title', { name: customerName })} isHeld isWide onClose={onClose}>
      {dropped.isPending && <Loading rows={6} />}
      <FailureNote failure={dropped.error?.failure} onRetry={() => void dropped.refetch()} />
      {read && (
        <Stack gap="sm">
          {isGone ? (
            <>
              <ToneNote tone="good">{t('mend.gone')}</ToneNote>
              <RequeueForm cardRequestId={cardRequestId} onClose={onClose} />
            </>
          ) : (
            <>
              <CardFaults faults={read.faults} />
              {canMend ? (
                <MendForm read={read} onClose={onClose} />
              ) : (
                <>
                  <Text>{t('mend.elsewhere')}</Text>
                  <Anchor component={Link} href={`/accounts/${read.accountId}`} fz="sm" mr="auto">
                    {t('mend.toAccount')}
                  </Anchor>
                </>
              )}
            </>
          )}
        </Stack>
      )}
    </Dialog>
  );
};
