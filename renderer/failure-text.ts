import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from './call.ts';
import { useImportFaultText } from './import-words.ts';
import { useTokyo } from './tokyo.ts';
import { useWords } from './words.ts';

/** A refusal as a sentence that says what to do next. */
export const useFailureText = () => {
  const { t } = useTranslation();
  const words = useWords();
  const tokyo = useTokyo();
  const importFaultText = useImportFaultText();
  return useCallback(
    (failure: Failure): string => {
      switch (failure.error) {
        case 'unreachable':
          return words.t(`fault.${failure.detail.fault}`, 'fault.unreachable');
        case 'broken':
          return t('refusal.broken', { ref: failure.ref });
        case 'not-verified':
          return t('refusal.not-verified', failure.detail);
        case 'sign-in-limited':
          return t('refusal.sign-in-limited', { until: tokyo.moment(failure.detail.until) });
        case 'needs-supervisor-after-failure':
          return t('refusal.needs-supervisor-after-failure', { until: tokyo.moment(failure.detail.until) });
        case 'already-lifted':
          return t('refusal.already-lifted', { by: failure.detail.by, at: tokyo.moment(failure.detail.at) });
        case 'already-settled': {
          const { by, at } = failure.detail;
          const when = { at: tokyo.moment(at) };
          return by === null ? t('conflicts.settledByItself', when) : t('refusal.already-settled', { ...when, by });
        }
        case 'too-recent':
          return t('refusal.too-recent', failure.detail);
        case 'contract-held':
        case 'contract-ended':
          return t(`refusal.${failure.error}`, failure.detail);
        case 'purge-under-way':
          return t('refusal.purge-under-way', failure.detail);
        case 'too-many':
          return t('refusal.too-many', failure.detail);
        case 'login-format':
        case 'login-taken':
          return t(`refusal.${failure.error}`, failure.detail);
        case 'weak-password':
          return t('refusal.weak-password', {
            login: failure.detail.login,
            why: t(`weakPassword.${failure.detail.reason}`),
          });
        case 'already-decided':
          return t('refusal.already-decided', {
            by: failure.detail.by ?? t('actor.system'),
            at: tokyo.moment(failure.detail.at),
          });
        case 'cannot-open':
          return t('refusal.cannot-open', { why: words.t(`fault.${failure.detail.fault}`, 'fault.unreachable') });
        case 'too-close':
          return t('refusal.too-close', failure.detail);
        case 'act-refused':
          return t('refusal.act-refused', {
            why: words.t(`refusal.${failure.detail.error}`, 'refusal.content-changed'),
          });
        case 'out-of-bounds':
          return t('refusal.out-of-bounds', failure.detail);
        case 'card-under-way':
          return t('refusal.card-under-way', {
            at: tokyo.moment(failure.detail.askedAt),
            state: t(`cardState.${failure.detail.state}`),
          });
        case 'batch-moved-on':
          return t('refusal.batch-moved-on', { state: t(`batchState.${failure.detail.state}`) });
        case 'batch-under-way':
          return t('refusal.batch-under-way', failure.detail);
        case 'results-wrong':
          return t('refusal.results-wrong', {
            rows: failure.detail.rows
              .map(({ line, code }) =>
                t('resultsWrong.row', { line, why: words.t(`resultsWrong.${code}`, 'resultsWrong.result') }),
              )
              .join(t('login.separator')),
          });
        case 'returns-wrong':
          return t('refusal.returns-wrong', {
            rows: failure.detail.rows
              .map(({ line, code }) =>
                t('returnsWrong.row', { line, why: words.t(`returnsWrong.${code}`, 'returnsWrong.reason') }),
              )
              .join(t('login.separator')),
          });
        case 'calendar-wrong':
          return t('refusal.calendar-wrong', {
            rows: failure.detail.rows
              .map(({ line, code }) =>
                t('calendarWrong.row', { line, why: words.t(`calendarWrong.${code}`, 'calendarWrong.date') }),
              )
              .join(t('login.separator')),
          });
        case 'returned-address':
          return t('refusal.returned-address', {
            date: tokyo.date(failure.detail.returnedOn),
            reason: t(`returnReason.${failure.detail.reason}`),
          });
        case 'returned-often':
          return t('refusal.returned-often', failure.detail);
        case 'incident-recorded':
          return t('refusal.incident-recorded', { date: tokyo.date(failure.detail.noticedOn) });
        case 'already-reported':
          return t('refusal.already-reported', { date: tokyo.date(failure.detail.on) });
        case 'reissue-refused':
          return t('refusal.reissue-refused', {
            why: words.t(`reissueWhy.${failure.detail.error}`, 'reissueWhy.other'),
          });
        case 'list-too-large':
          return t('refusal.list-too-large', failure.detail);
        case 'part-open':
          return t('refusal.part-open', failure.detail);
        case 'reason-needed':
          return t('refusal.reason-needed', failure.detail);
        case 'character-not-drawable':
          return t('refusal.character-not-drawable', failure.detail);
        case 'already-ended': {
          const { contractNo, by, at, endedOn } = failure.detail;
          const date = tokyo.date(endedOn);
          return by === null || at === null
            ? t('clock.endedByFile', { contractNo, date })
            : t('refusal.already-ended', { contractNo, date, by, at: tokyo.moment(at) });
        }
        case 'ends-before-start': {
          const { contractNo, startedOn } = failure.detail;
          return t('refusal.ends-before-start', { contractNo, date: tokyo.date(startedOn) });
        }
        case 'end-too-late':
          return t('refusal.end-too-late', { date: tokyo.date(failure.detail.latest) });
        case 'end-needs-approval':
          return t('refusal.end-needs-approval', { date: tokyo.date(failure.detail.earliest) });
        case 'not-ended':
          return t('refusal.not-ended', failure.detail);
        case 'end-has-passed':
          return t('refusal.end-has-passed', failure.detail);
        case 'supply-point-taken':
          return failure.detail.until === null
            ? t('refusal.supply-point-taken')
            : t('clock.takenUntil', { date: tokyo.date(failure.detail.until) });
        case 'start-out-of-range':
          return t('refusal.start-out-of-range', {
            earliest: tokyo.date(failure.detail.earliest),
            latest: tokyo.date(failure.detail.latest),
          });
        case 'needs-approval':
          return t('refusal.needs-approval', { date: tokyo.date(failure.detail.heldThrough) });
        case 'too-many-values':
          return t('refusal.too-many-values', failure.detail);
        case 'gaiji':
          return t('refusal.gaiji', failure.detail);
        case 'mail-undeliverable':
          return t('refusal.mail-undeliverable', {
            why: words.t(`mailFault.${failure.detail.reason}`, 'mailFault.domain'),
          });
        case 'unusable-file':
          return t('refusal.unusable-file', { why: importFaultText(failure.detail) });
        case 'file-too-large':
          return t('refusal.file-too-large', failure.detail);
        case 'import-running':
          return t('refusal.import-running', failure.detail);
        case 'columns-missing':
          return t('refusal.columns-missing', {
            fields: failure.detail.fields
              .map((field) => words.t(`importField.${field}`, 'importField.name'))
              .join(t('login.separator')),
          });
        case 'mail-text-unfit':
          return t('refusal.mail-text-unfit', {
            why: t(`mailTextFault.${failure.detail.fault}`, { name: failure.detail.name ?? '' }),
          });
        case 'still-faulty':
          return t('refusal.still-faulty');
        case 'postcode-address':
          return failure.detail.towns.length === 0
            ? t('addressField.nowhere')
            : t('refusal.postcode-address', { towns: failure.detail.towns.slice(0, 5).join(t('login.separator')) });
        case 'account-gets-no-mail':
          return t('refusal.account-gets-no-mail', {
            why: t(failure.detail.reason === 'withdrawn' ? 'reason.withdrawn' : 'reason.not-opted-in'),
          });
        case 'bill-not-sendable':
          return t('refusal.bill-not-sendable', {
            month: tokyo.month(failure.detail.billingMonth),
            why: t(`billOff.${failure.detail.reason}`),
          });
        case 'address-not-sendable':
          return t('refusal.address-not-sendable', {
            masked: failure.detail.masked,
            why: t(`addressOff.${failure.detail.reason}`),
          });
        case 'holiday-year-unknown':
          return t('refusal.holiday-year-unknown', failure.detail);
        case 'sent-today':
          return t('refusal.sent-today', { at: tokyo.moment(failure.detail.at) });
        case 'not-in-windows-31j':
          return t('refusal.not-in-windows-31j', failure.detail);
        default:
          return t(`refusal.${failure.error}`);
      }
    },
    [t, words, tokyo, importFaultText],
  );
};
