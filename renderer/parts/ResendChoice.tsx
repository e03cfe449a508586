import { Button, Checkbox, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';

type Look = Output<'resend.look'>;
export type ResendChosen = { readonly billIds: readonly number[]; readonly mailIds: readonly number[] };
type Props = {
  readonly look: Look;
  readonly chosen: ResendChosen;
  readonly onChoose: (chosen: ResendChosen) => void;
  readonly onMore: (() => void) | null;
};

/** Bills and addresses to choose from; what cannot be chosen stands there with its reason. */
export const ResendChoice = ({ look, chosen, onChoose, onMore }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const billNote = ({ reason, sentTodayAt, contracts, billNo }: Look['bills'][number]): string => {
    if (reason) return t(`billOff.${reason}`);
    if (sentTodayAt) return t('resend.sentToday', { at: tokyo.moment(sentTodayAt) });
    return contracts > 1 ? `${billNo} ${t('bills.together', { n: contracts })}` : billNo;
  };
  return (
    <>
      <Checkbox.Group
        label={t('resend.bills')}
        value={chosen.billIds.map(String)}
        onChange={(values) => onChoose({ ...chosen, billIds: values.map(Number) })}
      >
        <Stack gap={6} mt={4} mah={220} style={{ overflowY: 'auto' }}>
          {look.bills.map((bill) => (
            <Checkbox
              key={bill.billId}
              value={String(bill.billId)}
              disabled={bill.reason !== null}
              label={t('resend.bill', { month: tokyo.month(bill.billingMonth) })}
              description={billNote(bill)}
            />
          ))}
          {onMore && (
            <Button variant="default" style={{ alignSelf: 'start', flex: 'none' }} onClick={onMore}>
              {t('act.more')}
            </Button>
          )}
        </Stack>
      </Checkbox.Group>
      <Checkbox.Group
        label={t('resend.addresses')}
        description={t('resend.onFile')}
        value={chosen.mailIds.map(String)}
        onChange={(values) => onChoose({ ...chosen, mailIds: values.map(Number) })}
      >
        <Stack gap={6} mt={4}>
          {look.addresses.map(({ mailId, masked, reason }) => (
            <Checkbox
              key={mailId}
              value={String(mailId)}
              disabled={reason !== null}
              label={masked}
              description={reason && t(`addressOff.${reason}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </>
  );
};
