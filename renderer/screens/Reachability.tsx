import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddressText } from '../address-text.ts';
import { type Changing, wayOf } from '../changing.ts';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { ChangeButton } from '../parts/ChangeButton.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Section } from '../parts/Section.tsx';
import { useWords } from '../words.ts';
import { Reveal } from './Reveal.tsx';

type Props = { readonly account: AccountRead; readonly onChange: (changing: Changing) => void };

/** Where the customer can be written to and called; values are masked until shown by an act of their own. */
export const Reachability = ({ account, onChange }: Props) => {
  const { t } = useTranslation();
  const words = useWords();
  const addressText = useAddressText();
  const { accountId, deliveryAddress, can } = account;
  const reveal = { accountId, isAllowed: can.reveal.isAllowed };
  const way = wayOf(can, 'address');
  const change = (what: string, changing: Changing, act?: 'add') => (
    <ChangeButton
      way={wayOf(can, changing.what)}
      what={what}
      onAct={() => onChange(changing)}
      {...(act && { act })}
    />
  );

  const whyNot = (
    <Text fz="xs" c="dimmed">
      {way.isAsking
        ? t('reach.asks')
        : t('reach.whyNot', { why: words.t(`reason.${can.reveal.reason}`, 'reason.unknown') })}
    </Text>
  );
  const listed = (kind: 'phone' | 'mail', what: string, values: ReactNode[]) => (
    <>
      {values.length === 0 && t('none')} {values}
      {change(what, { what: kind, value: null }, 'add')}
    </>
  );

  return (
    <Section title={t('reach.title')} aside={!can.reveal.isAllowed && whyNot}>
      <Facts
        facts={[
          [
            t('reach.delivery'),
            deliveryAddress ? (
              <>
                {addressText(deliveryAddress)} {change(t('reach.delivery'), { what: 'address' })}
              </>
            ) : (
              <Reveal
                {...reveal}
                field="address"
                valueId={accountId}
                masked={t('protected.address')}
                what={t('reach.delivery')}
                aside={change(t('reach.delivery'), { what: 'address' })}
              />
            ),
          ],
          [
            t('reach.phones'),
            listed(
              'phone',
              t('reach.phones'),
              account.contactPhones.map(({ id, masked }) => (
                <Reveal
                  key={id}
                  {...reveal}
                  field="contact-phone"
                  valueId={id}
                  masked={masked}
                  what={t('reach.phones')}
                  aside={change(t('change.listed', { what: t('reach.phones'), value: masked }), {
                    what: 'phone',
                    value: { id, masked },
                  })}
                />
              )),
            ),
          ],
          [
            t('reach.mails'),
            listed(
              'mail',
              t('reach.mails'),
              account.mailAddresses.map(({ id, masked, isConfirmed }) => (
                <Reveal
                  key={id}
                  {...reveal}
                  field="mail-address"
                  valueId={id}
                  masked={masked}
                  what={t('reach.mails')}
                  remark={isConfirmed ? null : t('reach.unconfirmed')}
                  aside={change(t('change.listed', { what: t('reach.mails'), value: masked }), {
                    what: 'mail',
                    value: { id, masked },
                  })}
                />
              )),
            ),
          ],
          [
            t('reach.notices'),
            <span key="notices">
              {account.wantsNotices ? t('reach.noticesOn') : t('reach.noticesOff')}{' '}
              {change(t('reach.notices'), { what: 'notices' })}
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
        ]}
      />
    </Section>
  );
};
