import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConfirmPostcode } from './ConfirmPostcode.tsx';
import { ToneNote } from './ToneNote.tsx';

export type AddressTyped = {
  readonly postcode: string;
  /** From the prefecture to the town. */
  readonly town: string;
  readonly rest: string;
  readonly building: string;
  readonly department: string;
  readonly careOf: string;
};

type Props = {
  readonly typed: AddressTyped;
  /** What the postcode master has for the postcode. */
  readonly towns: readonly string[];
  readonly isUnknown: boolean;
  /** Null: the postcode needs none. */
  readonly isConfirmed: boolean | null;
  readonly onConfirm: (isConfirmed: boolean) => void;
  readonly onChange: (change: Partial<AddressTyped>) => void;
};

export const AddressFields = ({ typed, towns, isUnknown, isConfirmed, onConfirm, onChange }: Props) => {
  const { t } = useTranslation();
  const field = (name: keyof AddressTyped, isRequired = false, maxLength = 100) => (
    <TextInput
      size="sm"
      label={t(`addressField.${name}`)}
      autoComplete="off"
      required={isRequired}
      withAsterisk={false}
      maxLength={maxLength}
      value={typed[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput
          size="sm"
          inputMode="numeric"
          label={t('addressField.postcode')}
          placeholder={t('addressField.postcodeHint')}
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={16}
          data-autofocus
          value={typed.postcode}
          onChange={(event) => onChange({ postcode: event.currentTarget.value })}
        />
        {towns.length > 1 && (
          <NativeSelect
            size="sm"
            label={t('addressField.choose', { n: towns.length })}
            value={towns.includes(typed.town) ? typed.town : ''}
            onChange={(event) => onChange({ town: event.currentTarget.value })}
            data={[{ value: '', label: t('act.choose'), disabled: true }, ...towns]}
          />
        )}
      </SimpleGrid>
      {isUnknown && <ToneNote tone="warn">{t('addressField.unknown')}</ToneNote>}
      {isConfirmed !== null && <ConfirmPostcode of="caller" isConfirmed={isConfirmed} onChange={onConfirm} />}
      <SimpleGrid cols={2} spacing="sm">
        {field('town', true, 120)}
        {field('rest', true, 80)}
      </SimpleGrid>
      {field('building')}
      <SimpleGrid cols={2} spacing="sm">
        {field('department')}
        {field('careOf')}
      </SimpleGrid>
    </>
  );
};
