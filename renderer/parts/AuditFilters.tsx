import { Group, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../main/contract/index.ts';

export type Filter = Required<Input<'audit.export'>>;
export const noFilter: Filter = { from: null, through: null, actor: null, call: null, accountId: null };

type Props = {
  readonly filter: Filter;
  readonly choices: Output<'audit.choices'> | undefined;
  readonly onChange: (filter: Filter) => void;
};

export const AuditFilters = ({ filter, choices, onChange }: Props) => {
  const { t } = useTranslation();
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change });
  const all = { value: '', label: t('audit.all') };
  const accountIdOf = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 15);
    return Number(digits) || null;
  };
  return (
    <Group gap="sm" align="flex-end" role="group" aria-label={t('audit.filters')}>
      <TextInput
        type="date"
        label={t('audit.from')}
        value={filter.from ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value || null })}
      />
      <TextInput
        type="date"
        label={t('audit.through')}
        value={filter.through ?? ''}
        onChange={(event) => set({ through: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={t('audit.actor')}
        value={filter.actor ?? ''}
        onChange={(event) => set({ actor: event.currentTarget.value || null })}
        data={[all, ...(choices?.actors ?? []).map(({ actor, name }) => ({ value: actor, label: name ?? actor }))]}
      />
      <NativeSelect
        label={t('audit.call')}
        value={filter.call ?? ''}
        onChange={(event) => set({ call: event.currentTarget.value || null })}
        data={[all, ...(choices?.calls ?? []).map((value) => ({ value, label: value }))]}
      />
      <TextInput
        label={t('audit.account')}
        inputMode="numeric"
        w={110}
        value={filter.accountId ?? ''}
        onChange={(event) => set({ accountId: accountIdOf(event.currentTarget.value) })}
      />
    </Group>
  );
};
