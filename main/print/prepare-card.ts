import { type CardFace, type CardFacts, type CustomerKind, checkCard, type DropOut } from '../rules/card-check.ts';
import type { CardHold } from '../rules/card-hold.ts';
import { layouts } from './layout.ts';
import { openTypeface } from './typeface.ts';

/** What is registered of a card's customer and delivery address, or was mended of it. */
export type DeliveryText = {
  readonly kind: CustomerKind;
  readonly name: string;
  readonly postcode: string;
  readonly confirmedPostcode: string | null;
  readonly line: string;
  readonly building: string;
  readonly department: string;
  readonly careOf: string;
  readonly hasApplicationPhone: boolean;
  readonly status: 'active' | 'withdrawn';
  readonly isDoNotPost: boolean;
};

/** What is registered, as the address face takes it: building, department and 様方 on lines of their own. */
const factsOf = (text: DeliveryText): CardFacts => ({
  postcode: text.postcode || null,
  confirmedPostcode: text.confirmedPostcode,
  address: [text.line, text.building].filter(Boolean).join('\n'),
  careOf: [text.department, text.careOf].filter(Boolean),
  name: text.name,
  person: null,
  kind: text.kind,
  hasApplicationPhone: text.hasApplicationPhone,
});

/** Why no card is made: what the delivery check finds, that none may be sent at all, or what holds it back. */
export type CardFault = DropOut | CardHold | { readonly code: 'withdrawn' | 'do-not-post' };
export type PreparedCard =
  | { readonly ok: true; readonly face: CardFace }
  | { readonly ok: false; readonly faults: readonly CardFault[] };

/** The delivery check of rule 17 for one request. */
export const prepareCard = (text: DeliveryText, layout: keyof typeof layouts): PreparedCard => {
  if (text.status === 'withdrawn') return { ok: false, faults: [{ code: 'withdrawn' }] };
  if (text.isDoNotPost) return { ok: false, faults: [{ code: 'do-not-post' }] };
  const checked = checkCard(factsOf(text), layouts[layout].front.address.width, openTypeface());
  return checked.ok ? checked : { ok: false, faults: checked.dropOuts };
};
