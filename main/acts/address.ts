import type { Account } from '../../db/accounts.ts';
import * as pending from '../../db/pending-changes.ts';
import * as data from '../../db/registered-data.ts';
import { checkPostcode, gaijiIn } from '../rules/postcode.ts';
import { type Act, proposed, refused } from './act.ts';

/** One line that a person reads. */
export const addressText = ({ postcode, line, building, department, careOf }: data.DeliveryAddress): string =>
  [`〒${postcode.slice(0, 3)}-${postcode.slice(3)}`, line, building, department, careOf].filter(Boolean).join('　');

export const onFile = ({ postcode, line, building, department, careOf }: Account): data.DeliveryAddress => ({
  postcode,
  line,
  building,
  department,
  careOf,
});

export const changeAddress: Act<data.DeliveryAddress> = {
  level: 3,
  event: 'address-changed',
  notice: 'address-changed',
  isToldByCard: true,
  propose: async (_ctx, account, content) => {
    const gaiji = gaijiIn(Object.values(content).join(''));
    if (gaiji) return refused('gaiji', { character: gaiji });
    const checked = checkPostcode(content.postcode, content.line);
    if ('error' in checked)
      return checked.error === 'postcode-format'
        ? refused(checked.error)
        : refused(checked.error, { towns: checked.towns });
    return proposed({
      field: 'delivery-address',
      before: addressText(onFile(account)),
      after: addressText({ ...content, postcode: checked.postcode }),
    });
  },
  apply: async ({ tx, now }, account, content, { staffId, isConfirmed }) => {
    const checked = checkPostcode(content.postcode, content.line);
    const address = { ...content, postcode: 'postcode' in checked ? checked.postcode : content.postcode };
    await data.changeAddress(tx, account.id, address, isConfirmed ? null : now, now);
    const change = {
      accountId: account.id,
      field: 'delivery-address' as const,
      subjectId: account.id,
      madeBy: staffId,
    };
    await pending.note(tx, { ...change, before: JSON.stringify(onFile(account)), ours: JSON.stringify(address) }, now);
    return { isConfirmed };
  },
};
