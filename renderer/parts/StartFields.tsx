import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../main/contract/index.ts';
import { grouped } from '../supply-point.ts';
import { ConfirmPostcode } from './ConfirmPostcode.tsx';
import { DayInput } from './DayInput.tsx';

export type StartTyped = {
  readonly newContractId: number | null;
  readonly supplyPointNo: string;
  readonly startsOn: string;
  readonly plan: string;
  readonly postcode: string;
  readonly line: string;
  readonly applicationPhone: string;
};
export const emptyStart: StartTyped = {
  newContractId: null,
  supplyPointNo: '',
  startsOn: '',
  plan: '',
  postcode: '',
  line: '',
  applicationPhone: '',
};

type Props = {
  readonly typed: StartTyped;
  readonly joinable: Output<'moving.check'>['joinable'];
  /** What the postcode master has for the postcode. */
  readonly towns: readonly string[];
  /** Null: the postcode needs none. */
  readonly isConfirmed: boolean | null;
  readonly onConfirm: (isConfirmed: boolean) => void;
  readonly phoneHint: string;
  readonly onChange: (change: Partial<StartTyped>) => void;
};

/** A contract that the customer system has told of, or what one needs that it does not know yet. */
export const StartFields = ({ typed, joinable, towns, isConfirmed, onConfirm, phoneHint, onChange }: Props) => {
  const { t } = useTranslation();
  const field = (name: 'supplyPointNo' | 'plan' | 'postcode' | 'line' | 'applicationPhone', hint?: string) => (
    <TextInput
      size="sm"
      label={t(`startField.${name}`)}
      description={hint}
      autoComplete="off"
      maxLength={name === 'line' ? 200 : name === 'plan' ? 100 : 40}
      value={typed[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      {joinable.length > 0 && (
        <NativeSelect
          size="sm"
          label={t('moving.known')}
          description={t('moving.knownHint')}
          value={String(typed.newContractId ?? '')}
          data={[
            { value: '', label: t('moving.unknown') },
            ...joinable.map(({ contractId, contractNo, place, supplyPointNo }) => ({
              value: String(contractId),
              label: t('moving.contract', { contractNo, place: place ?? grouped(supplyPointNo) }),
            })),
          ]}
          onChange={(event) =>
            onChange({ newContractId: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
          }
        />
      )}
      {typed.newContractId === null && (
        <>
          <SimpleGrid cols={2} spacing="sm">
            {field('supplyPointNo', t('moving.supplyPointHint'))}
            <DayInput
              label={t('field.contract-start')}
              hint={t('moving.startHint')}
              value={typed.startsOn}
              onChange={(startsOn) => onChange({ startsOn })}
            />
          </SimpleGrid>
          <SimpleGrid cols={2} spacing="sm">
            {field('postcode')}
            {field('plan')}
          </SimpleGrid>
          {isConfirmed !== null && <ConfirmPostcode of="caller" isConfirmed={isConfirmed} onChange={onConfirm} />}
          {field('line', towns.slice(0, 3).join(t('login.separator')) || undefined)}
          {field('applicationPhone', phoneHint)}
        </>
      )}
    </>
  );
};
