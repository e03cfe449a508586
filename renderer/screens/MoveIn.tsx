import { Anchor, Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAddressText } from '../address-text.ts';
import { gapText } from '../change-words.ts';
import { DayInput } from '../parts/DayInput.tsx';
import { emptyStart, StartFields } from '../parts/StartFields.tsx';
import { ToneNote } from '../parts/ToneNote.tsx';
import { useTokyo } from '../tokyo.ts';
import { useCall } from '../use-call.ts';
import { useConfirmedPostcode } from '../use-confirmed-postcode.ts';
import { Change, type ChangeProps } from './Change.tsx';

const dayMs = 86_400_000;
const gapOf = (endsOn: string, startsOn: string): number => (Date.parse(startsOn) - Date.parse(endsOn)) / dayMs - 1;

/** A contract begins on the account; in a move within the area, another one ends in the same act. */
export const MoveIn = ({ act, ...shared }: ChangeProps & { readonly act: 'moveIn' | 'moveWithin' }) => {
  const { t } = useTranslation();
  const tokyo = useTokyo();
  const addressText = useAddressText();
  const { account } = shared;
  const isWithin = act === 'moveWithin';
  const running = account.contracts.filter(({ endedOn }) => endedOn === null);
  const [typed, setTyped] = useState(emptyStart);
  const [contractId, setContractId] = useState(running[0]?.contractId ?? 0);
  const [endsOn, setEndsOn] = useState('');
  const [deliversThere, setDeliversThere] = useState(true);
  // Two years after the last contract ended the customer gets an account anew, which is there once it is done.
  const isAnew = account.clock?.isOver === true;
  const [knownBefore] = useState(() => account.customer.otherAccounts.map(({ accountId }) => accountId));
  const opened = account.customer.otherAccounts.find(({ accountId }) => !knownBefore.includes(accountId));
  const check = useCall('moving.check', { accountId: account.accountId }).data;
  const postcode = typed.postcode.normalize('NFKC').replace(/\D/g, '');
  const master = useCall('address.byPostcode', { postcode }, { isEnabled: postcode.length === 7 }).data;
  const { isConfirmed, onConfirm } = useConfirmedPostcode(postcode, master?.needsConfirmation === true);
  const towns = (master?.towns ?? []).map(({ prefecture, municipality, town }) => prefecture + municipality + town);

  const known = check?.joinable.find((contract) => contract.contractId === typed.newContractId);
  const startsOn = known?.startedOn ?? typed.startsOn;
  const place = known ? (known.place ?? t('protected.address')) : typed.line.trim();
  const old = running.find((contract) => contract.contractId === contractId);
  const isEarly = isWithin && check !== undefined && endsOn !== '' && endsOn < check.earliest;
  const gap = isWithin && endsOn !== '' && startsOn !== '' ? gapOf(endsOn, startsOn) : null;
  const gapSentence = gap === null ? null : gapText(t, gap);
  const day = (on: string) => (on === '' ? t('none') : tokyo.date(on));
  const start = known
    ? { newContractId: known.contractId }
    : {
        newContractId: null,
        supplyPointNo: typed.supplyPointNo,
        startsOn: typed.startsOn || null,
        plan: typed.plan,
        postcode: typed.postcode,
        isPostcodeConfirmed: isConfirmed === true,
        line: typed.line,
        applicationPhone: typed.applicationPhone,
      };
  const hasStart =
    known !== undefined ||
    (typed.supplyPointNo.trim() !== '' && typed.startsOn !== '' && typed.line.trim() !== '' && isConfirmed !== false);
  const oldPlace = old && isWithin ? (old.supplyAddress ?? t('protected.address')) : '';
  const changes = [
    ...(isWithin ? [{ what: t('field.contract-end'), before: t('contracts.running'), after: day(endsOn) }] : []),
    { what: t('field.supply-place'), before: oldPlace, after: place },
    { what: t('field.contract-start'), before: '', after: day(startsOn) },
    ...(gapSentence === null ? [] : [{ what: t('field.supply-gap'), before: '', after: gapSentence }]),
  ];
  if (isWithin && deliversThere)
    changes.push({
      what: t('field.delivery-address'),
      before: account.deliveryAddress ? addressText(account.deliveryAddress) : t('protected.address'),
      after: place,
    });
  if (isAnew)
    changes.push(
      {
        what: t('field.new-account'),
        before: t('moving.anewBefore', { loginId: account.loginId }),
        after: t('moving.anewOpens'),
      },
      { what: t('field.delivery-address'), before: '', after: place },
    );
  const common = {
    ...shared,
    isAsking: shared.isAsking || isEarly,
    title: t(isWithin ? 'moving.withinTitle' : 'moving.inTitle', { name: account.customer.name }),
    what: t('field.supply-place'),
    before: oldPlace,
    ...(shared.isAsking ? {} : { asks: '' }),
    after: place,
    changes,
    isReady: hasStart && (!isWithin || (old !== undefined && endsOn !== '')),
    readBack: t(isWithin ? 'moving.withinReadBack' : 'moving.inReadBack', {
      end: day(endsOn),
      start: day(startsOn),
      place,
    }),
    say: t('moving.loginGoesOn'),
    outcomes: [t('moving.loginGoesOn'), t('moving.waitsForFile')],
    confirm: t(`approvalAct.moving.${act}`),
  };
  const fields = (
    <>
      {isWithin && (
        <>
          {running.length > 1 && (
            <NativeSelect
              size="sm"
              label={t('moving.old')}
              value={String(contractId)}
              data={running.map(({ contractId: id, contractNo, supplyAddress }) => ({
                value: String(id),
                label: t('moving.contract', { contractNo, place: supplyAddress ?? t('protected.address') }),
              }))}
              onChange={(event) => setContractId(Number(event.currentTarget.value))}
            />
          )}
          <DayInput label={t('moving.oldEnd')} value={endsOn} max={check?.latest} hasFocus onChange={setEndsOn} />
          {isEarly && <ToneNote tone="warn">{t('moving.early')}</ToneNote>}
        </>
      )}
      <StartFields
        typed={typed}
        joinable={check?.joinable ?? []}
        towns={towns}
        isConfirmed={isConfirmed}
        onConfirm={onConfirm}
        phoneHint={t(isWithin ? 'moving.phoneSame' : 'moving.phoneNew')}
        onChange={(change) => setTyped({ ...typed, ...change })}
      />
      {gapSentence !== null && <ToneNote tone={gap === 0 ? 'quiet' : 'warn'}>{gapSentence}</ToneNote>}
      {isWithin && (
        <Checkbox
          label={t('moving.deliversThere')}
          checked={deliversThere}
          onChange={(event) => setDeliversThere(event.currentTarget.checked)}
        />
      )}
    </>
  );
  return isWithin ? (
    <Change
      {...common}
      name="moving.moveWithin"
      content={{ ...start, contractId, endsOn, deliversThere }}
      tells="mail-or-card"
    >
      {fields}
    </Change>
  ) : (
    <Change
      {...common}
      name="moving.moveIn"
      content={start}
      say={isAnew ? t('moving.anewSay') : common.say}
      outcomes={
        isAnew ? [t('openAccount.drawn'), t('openAccount.neverIssued'), t('moving.waitsForFile')] : common.outcomes
      }
      next={
        opened && (
          <Anchor component={Link} href={`/accounts/${opened.accountId}`} fz="sm">
            {t('moving.anewGo')}
          </Anchor>
        )
      }
    >
      {isAnew && <ToneNote tone="warn">{t('moving.anewNote')}</ToneNote>}
      {fields}
    </Change>
  );
};
