import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractChoice } from '../parts/ContractChoice.tsx';
import { DayInput } from '../parts/DayInput.tsx';
import { Outcomes } from '../parts/Outcomes.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall } from '../use-call.ts';
import { Change, type ChangeProps } from './Change.tsx';

const namedAtMost = 3;

/** The chosen contracts as one names them to a customer: by their places, and by number only where these are hidden. */
const useNamesOf = () => {
  const { t } = useTranslation();
  return (contracts: ChangeProps['account']['contracts'], chosen: readonly number[]): string =>
    chosen.length > namedAtMost
      ? t('moving.many', { n: chosen.length })
      : contracts
          .filter(({ contractId }) => chosen.includes(contractId))
          .map(({ contractNo, supplyAddress }) => supplyAddress ?? t('moving.numbered', { contractNo }))
          .join(t('login.separator'));
};

/** The check comes first: what is open on the account stands above the date, with what becomes of it. */
export const MoveOut = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const { account } = shared;
  const running = account.contracts.filter(({ endedOn }) => endedOn === null);
  const [chosen, setChosen] = useState<number[]>(
    running.length === 1 ? running.map(({ contractId }) => contractId) : [],
  );
  const [endsOn, setEndsOn] = useState('');
  const [isToldByMail, setIsToldByMail] = useState(true);
  const check = useCall(
    'moving.check',
    { accountId: account.accountId, contractIds: chosen, endsOn: endsOn === '' ? null : endsOn },
    { keepsLast: true },
  ).data;
  const isEarly = check !== undefined && endsOn !== '' && endsOn < check.earliest;
  const openThrough = endsOn === '' ? null : (check?.openThrough ?? null);
  const open = (check?.open ?? []).map(({ kind, count }) => t(`movingOpen.${kind}`, { n: count }));
  const day = endsOn === '' ? '' : tokyo.date(endsOn);
  const places = useNamesOf()(account.contracts, chosen);
  const later = openThrough === null ? t('moving.goesOn') : t('moving.openThrough', { date: tokyo.date(openThrough) });
  return (
    <Change
      {...shared}
      isAsking={shared.isAsking || isEarly}
      name="moving.moveOut"
      title={t('moving.outTitle', { name: account.customer.name })}
      what={t('field.contract-end')}
      before=""
      after={day}
      {...(shared.isAsking ? {} : { asks: '' })}
      changes={[{ what: places, before: t('contracts.running'), after: t('contracts.ended', { date: day }) }]}
      content={{ contractIds: chosen, endsOn, isToldByMail }}
      isReady={chosen.length > 0 && endsOn !== ''}
      readBack={t('moving.outReadBack', { places, date: day })}
      say={later}
      outcomes={[later, t('moving.waitsForFile'), ...open]}
      confirm={t('approvalAct.moving.moveOut')}
      tells={isToldByMail ? 'mail' : 'nobody'}
    >
      <div>
        <Text fz="sm" fw={600} aria-hidden>
          {t('moving.open')}
        </Text>
        <Outcomes title={t('moving.open')} outcomes={open.length > 0 ? open : [t('moving.nothingOpen')]} />
      </div>
      <ContractChoice label={t('field.contracts')} contracts={running} chosen={chosen} onChoose={setChosen} />
      <DayInput
        label={t('field.contract-end')}
        hint={check && t('moving.between', { earliest: tokyo.date(check.earliest), latest: tokyo.date(check.latest) })}
        value={endsOn}
        max={check?.latest}
        hasFocus
        onChange={setEndsOn}
      />
      {isEarly && <ToneNote tone="warn">{t('moving.early')}</ToneNote>}
      <Checkbox
        label={t('moving.byMail')}
        checked={isToldByMail}
        onChange={(event) => setIsToldByMail(event.currentTarget.checked)}
      />
    </Change>
  );
};

export const UndoMoveOut = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const { account } = shared;
  const check = useCall('moving.check', { accountId: account.accountId }).data;
  const undoable = account.contracts.filter(({ contractId }) =>
    check?.contracts.some(
      (contract) =>
        contract.contractId === contractId &&
        contract.canUndo.reason !== 'not-ended' &&
        contract.canUndo.reason !== 'end-has-passed' &&
        contract.canUndo.reason !== 'supply-point-taken',
    ),
  );
  const [picked, setPicked] = useState<number[] | null>(null);
  const chosen = picked ?? (undoable.length === 1 ? undoable.map(({ contractId }) => contractId) : []);
  const places = useNamesOf()(account.contracts, chosen);
  const ended = account.contracts.find(({ contractId }) => contractId === chosen[0])?.endedOn;
  return (
    <Change
      {...shared}
      name="moving.undoMoveOut"
      title={t('moving.undoTitle', { name: account.customer.name })}
      what={t('field.contract-end')}
      before=""
      after={t('contracts.running')}
      changes={[
        {
          what: places,
          before: ended ? t('contracts.ended', { date: tokyo.date(ended) }) : '',
          after: t('contracts.running'),
        },
      ]}
      content={{ contractIds: chosen }}
      isReady={chosen.length > 0}
      readBack={t('moving.undoReadBack', { places })}
      say={t('moving.undoSay')}
      outcomes={[t('moving.goesOn'), t('moving.waitsForFile')]}
      confirm={t('approvalAct.moving.undoMoveOut')}
    >
      {check && undoable.length === 0 ? (
        <ToneNote tone="warn">{t('moving.noneToUndo')}</ToneNote>
      ) : (
        <ContractChoice label={t('field.contracts')} contracts={undoable} chosen={chosen} onChoose={setPicked} />
      )}
    </Change>
  );
};
