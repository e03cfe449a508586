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
};
export type DemoPerson = {
  /** People who share it are one customer with several accounts. */
  customerKey: string;
  kind: 'person' | 'organisation';
  name: string;
  kana: string;
  birthOn: string | null;
  phones: string[];
  mails: string[];
  postcode: string;
  line: string;
  building: string;
  loginId: string;
  login: DemoLogin;
  status?: 'withdrawn';
  isProtected?: boolean;
  isDoNotPost?: boolean;
  wantsNotices?: boolean;
  contracts: DemoContract[];
};
