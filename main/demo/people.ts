// What one of the demo's customers is made of. Nobody in here is real.
import type { CalendarDate } from '../rules/calendar.ts';

export type DemoLogin =
  | 'never-issued'
  | 'first-login'
  | 'initial-expired'
  | 'in-use'
  | 'some-failures'
  | 'limited-this-morning'
  | 'limited-next-morning';
export type DemoContract = {
  plan: string;
  startedOn: CalendarDate;
  endedOn: CalendarDate | null;
  line?: string;
  supplyPoint?: string;
  isMailEligible?: boolean;
  /** null: none on file. Left out: the last of the contact phones. */
  applicationPhone?: string | null;
  /** In no web account. */
  isLoose?: boolean;
};
export type DemoPerson = {
  /** People who share it are one customer with several accounts. */
  customerKey: string;
  kind: 'person' | 'sole-trader' | 'organisation';
  name: string;
  kana: string;
  birthOn: string | null;
  phones: string[];
  mails: string[];
  /** Added lately, and not confirmed by the customer yet. */
  unconfirmedMails?: string[];
  postcode: string;
  line: string;
  building: string;
  /** null: contracts and no web account. */
  loginId: string | null;
  formerLoginId?: string;
  login: DemoLogin;
  status?: 'withdrawn';
  isProtected?: boolean;
  isDoNotPost?: boolean;
  wantsNotices?: boolean;
  wantsAmounts?: boolean;
  contracts: DemoContract[];
};

/** A running contract since a day. */
export const running = (startedOn: CalendarDate, more: Partial<DemoContract> = {}): DemoContract => ({
  plan: '従量電灯B',
  startedOn,
  endedOn: null,
  ...more,
});
