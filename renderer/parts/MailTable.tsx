import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { useTokyo } from '../tokyo.ts';
import { useWords } from '../words.ts';
import classes from './Sheet.module.css';

export type MailRead = Output<'resend.history'>['mails'][number];

const isLate: Partial<Record<MailRead['state'], true>> = {
  bounced: true,
  refused: true,
  suppressed: true,
  'given-up': true,
};

type Props = { readonly label: string; readonly mails: readonly MailRead[] };

/** Each mail with its recipient and what became of it. */
export const MailTable = ({ label, mails }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const words = useWords();
  /** What the receiving server answered, or why there is no answer; never in its own words. */
  const answer = ({ code, status, reason }: MailRead): string | null => {
    if (code !== null) return t('mails.answered', { answer: [code, status].filter(Boolean).join(' ') });
    return reason ? words.t(`mailReason.${reason}`, 'mailReason.unknown') : null;
  };
  const since = (mail: MailRead): string | null => {
    if (mail.state === 'deferred' && mail.nextAt) return t('mails.next', { at: tokyo.moment(mail.nextAt) });
    const at = mail.acceptedAt ?? mail.endedAt;
    return at && tokyo.moment(at);
  };
  return (
    <div className={classes.sheet}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('mails.at')}</Table.Th>
            <Table.Th>{t('mails.to')}</Table.Th>
            <Table.Th>{t('mails.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mails.map((mail) => (
            <Table.Tr key={mail.outboxId}>
              <Table.Td className={classes.fixed}>
                {tokyo.moment(mail.at)}
                {mail.kind !== 'bill' && (
                  <span className={classes.second}>{words.t(`mailKind.${mail.kind}`, 'mailKind.other-change')}</span>
                )}
                <span className={classes.second}>
                  {mail.sentBy === null ? t('mails.byItself') : t('mails.by', { name: mail.sentBy })}
                </span>
              </Table.Td>
              <Table.Td className={classes.text}>
                {mail.masked}
                {mail.isRemoved && <span className={classes.second}>{t('mails.removed')}</span>}
              </Table.Td>
              <Table.Td>
                <span className={isLate[mail.state] && classes.failed}>{t(`mailState.${mail.state}`)}</span>
                {[since(mail), answer(mail)].map(
                  (line) =>
                    line && (
                      <span key={line} className={classes.second}>
                        {line}
                      </span>
                    ),
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
