import { Button, Group, NativeSelect, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Category, categories } from '../choices.ts';

type Props = {
  /** A note lies with the customer: a call that found none has no place for one. */
  readonly hasCustomer: boolean;
  readonly isBusy: boolean;
  readonly onClose: (category: Category, note: string) => void;
};

/** Ends the call under the heading it is counted by. */
export const CloseForm = ({ hasCustomer, isBusy, onClose }: Props) => {
  const { t } = useTranslation();
  const [category, setCategory] = useState<Category | ''>('');
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (category !== '') onClose(category, hasCustomer ? note : '');
  };
  return (
    <form onSubmit={submit}>
      {hasCustomer && category !== '' && (
        <Textarea
          label={t('close.note')}
          minRows={1}
          mb={6}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <Group gap={6} wrap="nowrap" align="flex-end">
        <NativeSelect
          flex={1}
          label={t('close.category')}
          value={category}
          onChange={(event) => setCategory(event.currentTarget.value as Category | '')}
          data={[
            { value: '', label: t('act.choose'), disabled: true },
            ...categories.map((value) => ({ value, label: t(`category.${value}`) })),
          ]}
        />
        <Button type="submit" loading={isBusy} disabled={category === ''}>
          {t('close.button')}
        </Button>
      </Group>
    </form>
  );
};
