import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountRead } from '../parts/AccountHeader.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Section } from '../parts/Section.tsx';
import { useWords } from '../words.ts';
import { Reveal } from './Reveal.tsx';

/** Where the customer can be written to and called; values are masked until shown by an act of their own. */
export const Reachability = ({ account }: { readonly account: AccountRead }) => {
  const { t } = useTranslation();
  const words = useWords();
  const { accountId, deliveryAddress: delivery, can } = account;
  const reveal = { accountId, isAllowed: can.reveal.isAllowed };

  const address = delivery
    ? [
        t('reach.postcode', { postcode: delivery.postcode.replace(/^(\d{3})(\d{4})$/, '$1-$2') }),
        delivery.line,
        delivery.building,
        delivery.department,
        delivery.careOf,
      ]
        .filter(Boolean)
        .join(' ')
    : null;

  return (
    <Section
      title={t('reach.title')}
      aside={
        !can.reveal.isAllowed && (
          <Text fz="xs" c="dimmed">
            {t('reach.whyMasked', { why: words.t(`reason.${can.reveal.reason}`, 'reason.unknown') })}
          </Text>
        )
      }
    >
      <Facts
        facts={[
          [
            t('reach.delivery'),
            address ?? (
              <Reveal
                {...reveal}
                field="address"
                valueId={accountId}
                masked={t('protected.address')}
                what={t('reach.delivery')}
              />
            ),
          ],
          [
            t('reach.phones'),
            account.contactPhones.length === 0
              ? t('none')
              : account.contactPhones.map(({ id, masked }) => (
                  <Reveal
                    key={id}
                    {...reveal}
                    field="contact-phone"
                    valueId={id}
                    masked={masked}
                    what={t('reach.phones')}
                  />
                )),
          ],
          [
            t('reach.mails'),
            account.mailAddresses.length === 0
              ? t('none')
              : account.mailAddresses.map(({ id, masked, isConfirmed }) => (
                  <Reveal
                    key={id}
                    {...reveal}
                    field="mail-address"
                    valueId={id}
                    masked={masked}
                    what={t('reach.mails')}
                    remark={isConfirmed ? null : t('reach.unconfirmed')}
                  />
                )),
          ],
          [t('reach.notices'), account.wantsNotices ? t('reach.noticesOn') : t('reach.noticesOff')],
          [t('reach.post'), account.isDoNotPost ? t('reach.postOff') : t('reach.postOn')],
        ]}
      />
    </Section>
  );
};
