import type { Knex } from 'knex';
import * as ground from './001-ground.ts';
import * as staff from './002-staff.ts';
import * as customers from './003-customers.ts';
import * as contacts from './004-contacts.ts';
import * as search from './005-search.ts';
import * as approvals from './007-approvals.ts';
import * as jobs from './008-jobs.ts';
import * as holders from './009-holders-and-demo.ts';
import * as cards from './010-cards.ts';
import * as mendedCards from './012-mended-cards.ts';
import * as printAttempts from './013-print-attempts.ts';
import * as incidents from './014-card-incidents.ts';
import * as bills from './015-bills.ts';
import * as dailyRun from './016-daily-run.ts';
import * as outbox from './017-outbox.ts';
import * as legalHolds from './018-legal-holds.ts';
import * as accountClocks from './019-account-clocks.ts';
import * as demoMail from './020-demo-mail.ts';
import * as contractHolders from './021-contract-holders.ts';
import * as purges from './022-purges.ts';
import * as disclosures from './023-disclosures.ts';
import * as purgeLookUps from './027-purge-look-ups.ts';
import * as holdingEnds from './028-holding-ends.ts';
import * as passphraseTo from './029-passphrase-to.ts';
import * as moreNotices from './030-more-notices.ts';
import * as heldCards from './036-held-cards.ts';
import * as batchSteps from './037-batch-steps.ts';
import * as deferredSince from './038-deferred-since.ts';
import * as settingReasons from './041-setting-reasons.ts';
import * as auditCustomers from './042-audit-customers.ts';
import * as mendedCareOf from './043-mended-care-of.ts';
import * as confirmedPostcode from './044-confirmed-postcode.ts';
import * as postedNotices from './045-posted-notices.ts';

type Migration = { readonly name: string; readonly up: (knex: Knex) => Promise<void> };

/**
 * Every step of the schema, oldest first. Append only: a released step is never edited. Numbers that are missing were set
 * aside for work that went on side by side, and never used.
 */
export const migrations: readonly Migration[] = [
  { name: '001-ground', ...ground },
  { name: '002-staff', ...staff },
  { name: '003-customers', ...customers },
  { name: '004-contacts', ...contacts },
  { name: '005-search', ...search },
  { name: '007-approvals', ...approvals },
  { name: '008-jobs', ...jobs },
  { name: '009-holders-and-demo', ...holders },
  { name: '010-cards', ...cards },
  { name: '012-mended-cards', ...mendedCards },
  { name: '013-print-attempts', ...printAttempts },
  { name: '014-card-incidents', ...incidents },
  { name: '015-bills', ...bills },
  { name: '016-daily-run', ...dailyRun },
  { name: '017-outbox', ...outbox },
  { name: '018-legal-holds', ...legalHolds },
  { name: '019-account-clocks', ...accountClocks },
  { name: '020-demo-mail', ...demoMail },
  { name: '021-contract-holders', ...contractHolders },
  { name: '022-purges', ...purges },
  { name: '023-disclosures', ...disclosures },
  { name: '027-purge-look-ups', ...purgeLookUps },
  { name: '028-holding-ends', ...holdingEnds },
  { name: '029-passphrase-to', ...passphraseTo },
  { name: '030-more-notices', ...moreNotices },
  { name: '036-held-cards', ...heldCards },
  { name: '037-batch-steps', ...batchSteps },
  { name: '038-deferred-since', ...deferredSince },
  { name: '041-setting-reasons', ...settingReasons },
  { name: '042-audit-customers', ...auditCustomers },
  { name: '043-mended-care-of', ...mendedCareOf },
  { name: '044-confirmed-postcode', ...confirmedPostcode },
  { name: '045-posted-notices', ...postedNotices },
];

/** Handed to knex; `through` cuts the list, so that a test can build the schema of an earlier version. */
export const migrationSource = (through = migrations.length): Knex.MigrationSource<Migration> => ({
  getMigrations: async () => migrations.slice(0, through),
  getMigrationName: (migration) => migration.name,
  getMigration: async ({ up }) => ({ up, down: () => Promise.reject(new Error('migrations only go forward')) }),
});
