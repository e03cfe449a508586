import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAddressText } from '../address-text.ts';
import { type Changing, type Masked, wayOf } from '../changing.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { ChangeButton } from '../parts/ChangeButton.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Section } from '../parts/Section.tsx';
import { tokyoDay, useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import { Reveal } from './Reveal.tsx';

type Props = { readonly account: AccountRead; readonly onChange: (changing: Changing) => void };

/** Where the customer can be written to and called; values are masked until shown by an act of their own. */
export const Reachability = ({ account, onChange }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const tokyo = useTokyo();
  const addressText = useAddressText();
  const { accountId, deliveryAddress, can } = account;
  const reveal = { accountId, isAllowed: can.reveal.isAllowed };
  const way = wayOf(can, 'address');
  const change = (what: string, changing: Changing, act?: 'add') => (
    <ChangeButton way={wayOf(can, changing.what)} what={what} onAct={() => onChange(changing)} {...(act && { act })} />
  );

  const changeAddress = change(t('reach.delivery'), { what: 'address' });
  const delivery = deliveryAddress ? (
    <>
      {addressText(deliveryAddress)} {changeAddress}
    </>
  ) : (
    <Reveal
      {...reveal}
      field="address"
      valueId={accountId}
      masked={t('protected.address')}
      what={t('reach.delivery')}
      aside={changeAddress}
    />
  );
  const whyNot = (
    <Text fz="xs" c="dimmed">
      {way.isAsking
        ? t('reach.asks')
        : t('reach.whyNot', { why: words.t(`reason.${can.reveal.reason}`, 'reason.unknown') })}
    </Text>
  );
  const addOne = (kind: 'phone' | 'mail') =>
    change(t(kind === 'phone' ? 'reach.phones' : 'reach.mails'), { what: kind, value: null }, 'add');
  /** What may be done with a value of several; one more is added from the last. */
  const changeOne = (kind: 'phone' | 'mail', { id, masked }: Masked, values: readonly Masked[]) => (
    <>
      {change(t('change.listed', { what: t(kind === 'phone' ? 'reach.phones' : 'reach.mails'), value: masked }), {
        what: kind,
        value: { id, masked },
      })}
      {values.at(-1)?.id === id && addOne(kind)}
    </>
  );
  const noneYet = (kind: 'phone' | 'mail') => (
    <>
      {t('none')} {addOne(kind)}
    </>
  );

  return (
    <Section title={t('reach.title')} aside={!can.reveal.isAllowed && whyNot}>
      <Facts
        facts={[
          [t('reach.delivery'), delivery],
          [
            t('reach.phones'),
            account.contactPhones.length === 0
              ? noneYet('phone')
              : account.contactPhones.map((phone, _, phones) => (
                  <Reveal
                    key={phone.id}
                    {...reveal}
                    field="contact-phone"
                    valueId={phone.id}
                    masked={phone.masked}
                    what={t('reach.phones')}
                    aside={changeOne('phone', phone, phones)}
                  />
                )),
          ],
          [
            t('reach.mails'),
            account.mailAddresses.length === 0
              ? noneYet('mail')
              : account.mailAddresses.map((mail, _, mails) => (
                  <Reveal
                    key={mail.id}
                    {...reveal}
                    field="mail-address"
                    valueId={mail.id}
                    masked={mail.masked}
                    what={t('reach.mails')}
                    remark={mail.isConfirmed ? null : t('reach.unconfirmed')}
                    aside={changeOne('mail', mail, mails)}
                  />
                )),
          ],
          [
            t('reach.notices'),
            <span key="notices">
              {account.wantsNotices ? t('reach.noticesOn') : t('reach.noticesOff')}{' '}
              {change(t('reach.notices'), { what: 'notices' })}
            </span>,
          ],
          [
            t('reach.amounts'),
            <span key="amounts">
              {account.wantsAmounts ? t('reach.amountsOn') : t('reach.amountsOff')}{' '}
              {change(t('reach.amounts'), { what: 'amounts' })}
              {account.wantsAmounts && account.isProtected && (
                <Text fz="xs" c="dimmed">
                  {t('reach.amountsProtected')}
                </Text>
              )}
            </span>,
          ],
          [t('badge.protected'), account.isProtected ? t('reach.protectedOn') : t('reach.protectedOff')],
          [
            t('reach.post'),
            <span key="post">
              {account.isDoNotPost ? t('reach.postOff') : t('reach.postOn')}{' '}
              {change(t('flags.what'), { what: 'flags' })}
            </span>,
          ],
          [
            t('hold.what'),
            <span key="hold">
              {account.hold
                ? t('hold.since', { date: tokyo.date(tokyoDay(Date.parse(account.hold.setAt))) })
                : t('none')}{' '}
              {change(t('hold.what'), { what: 'hold' })}
            </span>,
          ],
        ]}
      />
    </Section>
  );
};
