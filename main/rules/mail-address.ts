/** What the portal takes as a mail address (rule 21), and what can be delivered (rule 20). */

/**
 * Why an address is refused or undeliverable, the first that applies.
 * Refused: `character` (outside rule 21's list), `no-at`, `two-at`, `empty-part`.
 * Undeliverable: `double-dot`, `dot-at-start`, `dot-at-end` (all of the part before the @), `too-long`, `domain`.
 */
export type MailAddressFault =
  | 'character'
  | 'no-at'
  | 'two-at'
  | 'empty-part'
  | 'double-dot'
  | 'dot-at-start'
  | 'dot-at-end'
  | 'too-long'
  | 'domain';

export interface MailAddressCheck {
  /** The portal takes it: the FAQ's characters and one @ between two parts. */
  accepted: boolean;
  /** Accepted, and RFC 5321 lets it be sent. */
  deliverable: boolean;
  /** null exactly where it is deliverable. */
  reason: MailAddressFault | null;
}

const ALLOWED = /^[-A-Za-z0-9+._!#$%&'*/=?^`{|}~@]*$/;
// RFC 5321 4.5.3.1: 64 octets before the @, and a path of 256 with its angle brackets.
const MAX_LOCAL_PART = 64;
const MAX_ADDRESS = 254;
const LABEL = /^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

const refusal = (text: string): MailAddressFault | null => {
  if (!ALLOWED.test(text)) return 'character';
  const parts = text.split('@');
  if (parts.length < 2) return 'no-at';
  if (parts.length > 2) return 'two-at';
  return parts.includes('') ? 'empty-part' : null;
};

const isDomain = (domain: string): boolean => {
  const labels = domain.split('.');
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
};

const hindrance = (address: string): MailAddressFault | null => {
  const at = address.indexOf('@');
  const local = address.slice(0, at);
  if (local.includes('..')) return 'double-dot';
  if (local.startsWith('.')) return 'dot-at-start';
  if (local.endsWith('.')) return 'dot-at-end';
  if (local.length > MAX_LOCAL_PART || address.length > MAX_ADDRESS) return 'too-long';
  return isDomain(address.slice(at + 1)) ? null : 'domain';
};

/** Checks a mail address as typed; blanks around it are a fault too (fold it first where they should not be). */
export const checkMailAddress = (text: string): MailAddressCheck => {
  const refused = refusal(text);
  if (refused) return { accepted: false, deliverable: false, reason: refused };
  const reason = hindrance(text);
  return { accepted: true, deliverable: reason === null, reason };
};
