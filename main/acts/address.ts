import type { Account } from '../../db/accounts.ts';
import type { EventFacts } from '../../db/events.ts';
import * as pending from '../../db/pending-changes.ts';
import * as data from '../../db/registered-data.ts';
import { checkPostcode, gaijiIn, type PostcodeFault } from '../rules/postcode.ts';
import { type Act, type ActRefused, type Change, proposed, refused } from './act.ts';

const postcodeText = (postcode: string): string => `〒${postcode.slice(0, 3)}-${postcode.slice(3)}`;

/** One line that a person reads. */
export const addressText = ({ postcode, line, building, department, careOf }: data.DeliveryAddress): string =>
  [postcodeText(postcode), line, building, department, careOf].filter(Boolean).join('　');

export const refusedPostcode = (fault: PostcodeFault): ActRefused =>
  refused(fault.error, 'towns' in fault ? { towns: fault.towns } : null);

/** What goes with an address whose postcode was confirmed as a large user's: who decides on it sees that. */
export const confirmation = (confirmedPostcode: string | null): Change[] =>
  confirmedPostcode === null
    ? []
    : [{ field: 'large-user-postcode', before: '', after: postcodeText(confirmedPostcode) }];
export const confirmationFact = (confirmedPostcode: string | null): EventFacts =>
  confirmedPostcode === null ? {} : { isPostcodeConfirmed: true };

export const onFile = ({ postcode, line, building, department, careOf }: Account): data.DeliveryAddress => ({
  postcode,
  line,
  building,
  department,
  careOf,
});

export const changeAddress: Act<data.DeliveryAddress & { isPostcodeConfirmed: boolean }> = {
  level: 3,
  event: 'address-changed',
  notice: 'address-changed',
  isToldByCard: true,
  propose: async (_ctx, account, { isPostcodeConfirmed, ...address }) => {
    const gaiji = gaijiIn(Object.values(address).join(''));
    if (gaiji) return refused('gaiji', { character: gaiji });
    const checked = checkPostcode(address.postcode, address.line, isPostcodeConfirmed);
    if ('error' in checked) return refusedPostcode(checked);
    const { postcode, confirmedPostcode } = checked;
    const [before, after] = [addressText(onFile(account)), addressText({ ...address, postcode })];
    // Nobody is told of a change where only the postcode was confirmed.
    if (before === after) return refused('same-value');
    return proposed({ field: 'delivery-address', before, after }, ...confirmation(confirmedPostcode));
  },
  apply: async ({ tx, now, touch }, account, { isPostcodeConfirmed, ...typed }, { staffId, isConfirmed }) => {
    // A card that is drawn goes to the old one.
    touch('batches');
    const checked = checkPostcode(typed.postcode, typed.line, isPostcodeConfirmed);
    if ('error' in checked) throw new Error(`what may be changed was judged before: ${checked.error}`);
    const { postcode, confirmedPostcode } = checked;
    const address = { ...typed, postcode };
    await data.changeAddress(tx, account.id, address, isConfirmed ? null : now, now);
    await data.confirmPostcode(tx, account.id, confirmedPostcode);
    const change = {
      accountId: account.id,
      field: 'delivery-address' as const,
      subjectId: account.id,
      madeBy: staffId,
    };
    await pending.note(tx, { ...change, before: JSON.stringify(onFile(account)), ours: JSON.stringify(address) }, now);
    return { isConfirmed, ...confirmationFact(confirmedPostcode) };
  },
};
