// The work list of cards and the looks of a batch are answered by what is open, and not by the years of requests behind it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as requests from '../../db/card-requests.ts';
import * as cardTexts from '../../db/card-texts.ts';
import { asking, readThrough } from '../purge/plans.ts';
import { engines, noon, openTestDesk, type TestDesk } from '../setup/desk.ts';

/** Indexes of nothing but what is open. */
const open = ['card_request_state', 'card_request_waiting', 'card_request_open'];

describe.each(engines)('open requests on %s', (engine) => {
  let at: TestDesk;
  beforeAll(async () => {
    at = await openTestDesk(engine);
  });
  afterAll(() => at.close());

  it('are listed, counted and gathered without a look at those that are done', async () => {
    const asked = await asking(at.db, async () => {
      for (const state of ['open', 'waiting', 'in-batch', 'dropped-out'] as const) {
        await requests.list(at.db.write, { state, before: null }, 200);
        await requests.list(at.db.write, { state, before: noon }, 200);
      }
      await requests.counts(at.db.write);
      await requests.waitingByCause(at.db.write);
      await cardTexts.waiting(at.db.write, { before: noon, cause: null }, 0, 25);
      await cardTexts.waiting(at.db.write, { before: noon, cause: 'lost-card' }, 7, 25);
    });
    expect(asked).toHaveLength(8);
    const found: Record<string, string[]> = {};
    for (const one of asked) {
      const tables = (await readThrough(at.db, one, { isEmpty: true })).filter((name) => !open.includes(name));
      if (tables.length > 0) found[one.sql] = tables;
    }
    expect(found).toEqual({});
  });
});
