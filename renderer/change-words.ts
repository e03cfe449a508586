import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettingWords } from './setting-words.ts';
import { useTokyo } from './tokyo.ts';
import { useWords } from './words.ts';

/** What lies between the end of one contract and the beginning of the next. */
export const gapText = (t: TFunction, days: number): string =>
  days === 0 ? t('moving.seamless') : days > 0 ? t('moving.gap', { n: days }) : t('moving.overlap', { n: -days });

/** What a change touches and holds, in words: fields of an account and settings alike. */
export const useChangeWords = () => {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const setting = useSettingWords();
  const tokyo = useTokyo();
  return useMemo(
    () => ({
      act: (act: string) => words.t(`approvalAct.${act}`, 'approvalAct.unknown'),
      field: (field: string) => (i18n.exists(`field.${field}`) ? words.t(`field.${field}`, '') : setting.title(field)),
      /** What to look at before deciding, where an act needs telling. */
      hint: (act: string): string | null =>
        i18n.exists(`approvalHint.${act}`) ? words.t(`approvalHint.${act}`, 'approvalAct.unknown') : null,
      value: (field: string, value: string, isBefore: boolean): string => {
        if (field === 'notices') return t(value === 'true' ? 'reach.noticesOn' : 'reach.noticesOff');
        if (field === 'amounts') return t(value === 'true' ? 'reach.amountsOn' : 'reach.amountsOff');
        if (field === 'protected') return t(value === 'true' ? 'reach.protectedOn' : 'reach.protectedOff');
        if (field === 'do-not-post') return t(value === 'true' ? 'reach.postOff' : 'reach.postOn');
        if (field === 'status') return t(value === 'active' ? 'accountStatus.active' : 'accountStatus.withdrawn');
        if (value !== '' && field === 'batch') return t('batch.title', { n: value });
        if (field === 'batch-part') return t('parts.number', { n: value });
        if (field === 'batch-cards') return t('batches.count', { n: Number(value) });
        if (field === 'batch-life' || field === 'batch-late') return t('batches.days', { n: Number(value) });
        if (field === 'new-account')
          return isBefore ? t('moving.anewBefore', { loginId: value }) : t('moving.anewOpens');
        if (field === 'supply-gap') return gapText(t, Number(value));
        if (/^(contract-(end|start)|holder-from)$/.test(field) && value !== '') return tokyo.date(value);
        if (value !== '' && field === 'purge') return t('purges.run', { n: value });
        if (field === 'purge-accounts') return t('purges.count', { n: Number(value) });
        if (/^(batch|purge)-/.test(field) && /^\d{4}-\d{2}-\d{2}$/.test(value)) return tokyo.date(value);
        if (field === 'card') return value === '' ? t('none') : words.t(`cardCause.${value}`, 'cardState.waiting');
        // A login factor: nobody sees what it was.
        if (field === 'application-phone' && isBefore) return t('change.hidden');
        if (value === '') return t('none');
        return i18n.exists(`field.${field}`) ? value : setting.value(field, Number(value));
      },
    }),
    [t, i18n, words, setting, tokyo],
  );
};
