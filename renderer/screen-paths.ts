// Where each screen is found, and which one a path belongs to.
import type { Screen } from './session.ts';

export const paths: Record<Screen, string> = {
  search: '/',
  callBacks: '/call-backs',
  cards: '/cards',
  closing: '/closing',
  incidents: '/incidents',
  approvals: '/approvals',
  conflicts: '/conflicts',
  mails: '/mails',
  imports: '/imports',
  purges: '/purges',
  mail: '/mail',
  staff: '/staff',
  settings: '/settings',
  audit: '/audit',
};

/** An account or a customer is a part of the search that led to it. */
export const isWithin = (screen: Screen, location: string): boolean =>
  location === paths[screen] ||
  (screen === 'search' && /^\/(accounts|customers)\//.test(location)) ||
  (screen === 'cards' && location.startsWith('/cards/')) ||
  (screen === 'approvals' && location.startsWith('/approvals/'));
