import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../main/contract/index.ts';
import classes from './FactCheck.module.css';
import { MatchedFact } from './MatchedFact.tsx';

export type TypedFact = Input<'contact.check'>['fact'];

type Props = {
  readonly fact: TypedFact;
  readonly isMatched: boolean;
  readonly isMissed: boolean;
  readonly isBusy: boolean;
  readonly onCheck: (said: string) => void;
};

/** One fact typed as the caller says it; the screen does not know the right answer. */
export const FactCheck = ({ fact, isMatched, isMissed, isBusy, onCheck }: Props) => {
  const { t } = useTranslation();
  const [said, setSaid] = useState('');
  if (isMatched) return <MatchedFact what={t(`fact.${fact}`)} outcome={t('facts.matched')} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said.trim() !== '') onCheck(said);
  };
  return (
    <form className={classes.row} onSubmit={submit}>
      <TextInput
        label={t(`fact.${fact}`)}
        placeholder={t(`factHint.${fact}`)}
        autoComplete="off"
        spellCheck={false}
        value={said}
        error={isMissed && t('facts.missed')}
        onChange={(event) => setSaid(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        disabled={isBusy || said.trim() === ''}
        aria-label={t('facts.checkWhat', { what: t(`fact.${fact}`) })}
      >
        {t('facts.check')}
      </Button>
    </form>
  );
};
