import { Button, Checkbox, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Relation, relations } from '../choices.ts';
import type { Contact } from '../session.ts';

type Proxy = NonNullable<Contact['proxy']>;

type Props = {
  readonly proxy: Proxy | null;
  readonly isBusy: boolean;
  readonly onSave: (proxy: Proxy | null) => void;
};

/** Who calls in the customer's place, and by what right. */
export const ProxyForm = ({ proxy, isBusy, onSave }: Props) => {
  const { t } = useTranslation();
  const [relation, setRelation] = useState<Relation | ''>(proxy?.relation ?? '');
  const [hasConsent, setHasConsent] = useState(proxy?.hasConsent ?? false);
  const [hasAttorney, setHasAttorney] = useState(proxy?.hasAttorney ?? false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(relation === '' ? null : { relation, hasConsent, hasAttorney });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={8} align="flex-start">
        <NativeSelect
          label={t('proxy.relation')}
          value={relation}
          onChange={(event) => setRelation(event.currentTarget.value as Relation | '')}
          data={[
            { value: '', label: t('proxy.none') },
            ...relations.map((value) => ({ value, label: t(`relation.${value}`) })),
          ]}
        />
        <Checkbox
          label={t('proxy.consent')}
          checked={hasConsent}
          disabled={relation === ''}
          onChange={(event) => setHasConsent(event.currentTarget.checked)}
        />
        <Checkbox
          label={t('proxy.attorney')}
          checked={hasAttorney}
          disabled={relation === ''}
          onChange={(event) => setHasAttorney(event.currentTarget.checked)}
        />
        <Button type="submit" variant="default" loading={isBusy}>
          {t('proxy.save')}
        </Button>
      </Stack>
    </form>
  );
};
