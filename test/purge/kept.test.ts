// What keeps an account although its time is over, one reason after the other, and that each lets go of it again.
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as purge from '../../db/purge.ts';
import { engines, openTestDesk, type TestDesk } from '../setup/desk.ts';
import { addGone } from './gone.ts';

const today = '2026-11-23';
type Change = (tx: Knex) => Promise<unknown>;

const reasons: readonly [name: string, keeping: purge.Keeping, begins: Change, ends: Change][] = [
  [
    'a legal hold',
    'hold',
    (tx) => tx('legal_hold').update({ lifted_at: null, lifted_by: null }),
    (tx) => tx('legal_hold').update({ lifted_at: '2026-11-22T00:00:00.000Z', lifted_by: 1 }),
  ],
  [
    'an incident whose last report is still to be made',
    'incident',
    (tx) => tx('incident').update({ final_reported_on: null }),
    (tx) => tx('incident').update({ final_reported_on: '2026-11-22' }),
  ],
  [
    'a card whose batch is not reconciled',
    'batch',
    (tx) => tx('batch').update({ state: 'posted' }),
    (tx) => tx('batch').update({ state: 'reconciled' }),
  ],
  [
    'a card that stands in print files which are not deleted',
    'batch',
    (tx) => tx('batch').update({ files_at: '2026-11-01T00:00:00.000Z', files_deleted_at: null }),
    (tx) => tx('batch').update({ files_deleted_at: '2026-11-22T00:00:00.000Z' }),
  ],
  [
    'a call that is open',
    'call',
    (tx) => tx('contact').update({ closed_at: null, outcome: null }),
    (tx) => tx('contact').update({ closed_at: '2026-11-22T00:00:00.000Z', outcome: 'closed' }),
  ],
];

describe.each(engines)('an account whose time is over on %s', (engine) => {
  let at: TestDesk;
  let accountId = 0;
  beforeAll(async () => {
    at = await openTestDesk(engine);
    ({ accountId } = await addGone(at.db.write));
  });
  afterAll(() => at.close());

  it.each(reasons)('is kept by %s', async (_, keeping, begins, ends) => {
    const due = () => purge.due(at.db.read, today, 10);
    const why = () => purge.keepingOf(at.db.write, [accountId], today);
    expect(await due()).toMatchObject([{ accountId }]);
    await begins(at.db.write);
    expect({ due: await due(), why: await why() }).toEqual({ due: [], why: new Map([[accountId, keeping]]) });
    expect((await purge.countKept(at.db.read, today))[keeping]).toBe(1);
    await ends(at.db.write);
    expect({ due: (await due()).length, why: await why() }).toEqual({ due: 1, why: new Map() });
  });
});
