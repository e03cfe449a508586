import { List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CardFault, useBatchWords } from '../batch-words.ts';

/** Every reason why a card cannot be printed, a sentence each. */
export const CardFaults = ({ faults }: { readonly faults: readonly CardFault[] }) => {
  const { t } = useTranslation();
  const words = useBatchWords();
  return (
    <List size="sm" aria-label={t('mend.faults')}>
      {faults.map((fault) => {
        const sentence = words.cardFault(fault);
        return <List.Item key={sentence}>{sentence}</List.Item>;
      })}
    </List>
  );
};
