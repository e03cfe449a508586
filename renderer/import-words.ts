import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../main/contract/index.ts';

export type ImportJob = NonNullable<Output<'import.list'>['job']>;
export type ImportRun = Output<'import.list'>['runs'][number];
export type ImportFault = NonNullable<ImportJob['fault']>;
export type Look = Output<'import.look'>;
export type ImportKind = ImportJob['kind'];

export const importKinds: readonly ImportKind[] = ['accounts', 'contracts', 'bills', 'debits'];
export const encodings: readonly Look['encoding'][] = ['utf-8', 'windows-31j', 'utf-16le', 'utf-16be'];
export const delimiters: readonly { sign: Look['delimiter']; name: 'comma' | 'tab' | 'semicolon' }[] = [
  { sign: ',', name: 'comma' },
  { sign: '\t', name: 'tab' },
  { sign: ';', name: 'semicolon' },
];
export const countNames = ['newCount', 'changed', 'same', 'pending', 'kept', 'rejected'] as const;

/** Why a file was not read to its end, and what to do. */
export const useImportFaultText = () => {
  const { t } = useTranslation();
  return useCallback(
    ({ fault, line, columns, what, ref }: ImportFault): string =>
      t(`importFault.${fault}`, { line, what, ref, columns: columns.join(t('login.separator')) }),
    [t],
  );
};

/** Bytes as people say them. */
export const useSize = () => {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useCallback(
    (bytes: number): string => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
      const power = Math.min(3, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: power === 0 ? 0 : 1,
      }).format(bytes / 1000 ** power);
    },
    [language],
  );
};
