import { Checkbox, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractRead } from '../changing.ts';
import { useTokyo } from '../tokyo.ts';

type Props = {
  readonly label: string;
  readonly contracts: readonly ContractRead[];
  readonly chosen: readonly number[];
  readonly onChoose: (chosen: number[]) => void;
};

/** Which of an account's contracts an act is about. */
export const ContractChoice = ({ label, contracts, chosen, onChoose }: Props) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  return (
    <Checkbox.Group label={label} value={chosen.map(String)} onChange={(values) => onChoose(values.map(Number))}>
      <Stack gap={4} mt={4}>
        {contracts.map(({ contractId, contractNo, supplyAddress, endedOn }) => (
          <Checkbox
            key={contractId}
            value={String(contractId)}
            label={
              endedOn === null
                ? t('moving.contract', { contractNo, place: supplyAddress ?? t('protected.address') })
                : t('moving.contractEnded', {
                    contractNo,
                    place: supplyAddress ?? t('protected.address'),
                    date: tokyo.date(endedOn),
                  })
            }
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
};
