import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAddressText } from '../address-text.ts';
import { AddressFields, type AddressTyped } from '../parts/AddressFields.tsx';
import { useCall } from '../use-call.ts';
import { useConfirmedPostcode } from '../use-confirmed-postcode.ts';
import { Change, type ChangeProps } from './Change.tsx';
import { DrawnCardNote } from './DrawnCardNote.tsx';

const empty: AddressTyped = { postcode: '', town: '', rest: '', building: '', department: '', careOf: '' };
const digitsOf = (postcode: string): string => postcode.normalize('NFKC').replace(/\D/g, '');

/** The delivery address, postcode first: the postcode master fills in what it knows. */
export const ChangeAddress = (shared: ChangeProps) => {
  const { t } = useTranslation();
  const addressText = useAddressText();
  const [typed, setTyped] = useState(empty);
  const [chosen, setChosen] = useState<string | null>(null);
  const postcode = digitsOf(typed.postcode);
  const isWhole = postcode.length === 7;
  const master = useCall('address.byPostcode', { postcode }, { isEnabled: isWhole });
  const towns = isWhole
    ? (master.data?.towns ?? []).map(({ prefecture, municipality, town }) => prefecture + municipality + town)
    : [];
  const { isConfirmed, onConfirm } = useConfirmedPostcode(postcode, isWhole && master.data?.needsConfirmation === true);
  // What was typed or chosen stays; else the town stands there where the postcode names no other.
  const town = chosen ?? (towns.length === 1 ? (towns[0] ?? '') : '');

  const change = (next: Partial<AddressTyped>) => {
    if (next.postcode !== undefined && digitsOf(next.postcode) !== postcode) setChosen(null);
    if (next.town !== undefined) setChosen(next.town);
    setTyped({ ...typed, ...next });
  };
  const address = {
    postcode,
    line: `${town}${typed.rest}`.trim(),
    building: typed.building.trim(),
    department: typed.department.trim(),
    careOf: typed.careOf.trim(),
  };
  const what = t('field.delivery-address');
  const { deliveryAddress } = shared.account;
  return (
    <Change
      {...shared}
      name="account.changeAddress"
      title={t('changeTitle.change', { what, name: shared.account.customer.name })}
      what={what}
      before={deliveryAddress ? addressText(deliveryAddress) : t('protected.address')}
      after={addressText(address)}
      content={{ ...address, isPostcodeConfirmed: isConfirmed === true }}
      isReady={isWhole && isConfirmed !== false && town.trim() !== '' && typed.rest.trim() !== ''}
      readBack={t('readBack.change', { what, value: addressText(address) })}
      say={t('changeSay.address')}
      tells="mail-or-card"
    >
      <DrawnCardNote accountId={shared.account.accountId} />
      <AddressFields
        typed={{ ...typed, town }}
        towns={towns}
        isUnknown={isWhole && isConfirmed === null && master.data?.towns.length === 0}
        isConfirmed={isConfirmed}
        onConfirm={onConfirm}
        onChange={change}
      />
    </Change>
  );
};
