import type { CardText } from '../../db/cards.ts';
import { layouts } from '../print/layout.ts';
import { openTypeface } from '../print/typeface.ts';
import { type CardFace, type CardFacts, checkCard, type DropOut } from '../rules/card-check.ts';

/** What is registered, as the address face takes it: building, department and 様方 on lines of their own. */
const factsOf = (text: CardText): CardFacts => ({
  postcode: text.postcode || null,
  address: [text.line, text.building].filter(Boolean).join('\n'),
  careOf: [text.department, text.careOf].filter(Boolean),
  name: text.name,
  person: null,
  kind: text.kind,
  hasApplicationPhone: text.hasApplicationPhone,
});

/** Why no card is made: what the delivery check finds, or that none may be sent at all. */
export type CardFault = DropOut | { readonly code: 'withdrawn' | 'do-not-post' };
export type PreparedCard =
  | { readonly ok: true; readonly face: CardFace }
  | { readonly ok: false; readonly faults: readonly CardFault[] };

/** The delivery check of rule 17 for one request. */
export const prepareCard = (text: CardText, layout: keyof typeof layouts): PreparedCard => {
  if (text.status === 'withdrawn') return { ok: false, faults: [{ code: 'withdrawn' }] };
  if (text.isDoNotPost) return { ok: false, faults: [{ code: 'do-not-post' }] };
  const checked = checkCard(factsOf(text), layouts[layout].front.address.width, openTypeface());
  return checked.ok ? checked : { ok: false, faults: checked.dropOuts };
};
