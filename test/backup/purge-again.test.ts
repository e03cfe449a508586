// A database that the server's own tools restored brings back whoever was purged since: `akari purged --again`.
import { expect, it } from 'vitest';
import { registerOf } from '../../db/purge-register.ts';
import { verifyAudit } from '../../main/audit.ts';
import { purgeAgain } from '../../main/backup/purge-again.ts';
import { codeOf } from '../door/caller.ts';
import { addGone } from '../purge/gone.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk } from '../setup/desk.ts';

it.each(engines)(
  'whoever is on the list goes once more on %s, everybody is signed out, and no other list is taken',
  async (engine) => {
    const at = await openTestDesk(engine);
    const agent = await at.signIn('agent');
    const stays = await addCustomer(at.db.write);
    const back = await addGone(at.db.write);
    const list = { ...(await registerOf(at.db.read)), accounts: [back.accountId, back.accountId + 1000] };
    expect(await purgeAgain(at.db, { ...list, madeAt: '2020-01-01T00:00:00.000Z' }, 'system:test')).toBeNull();
    expect(await at.db.read('account').pluck('id')).toHaveLength(2);

    expect(await purgeAgain(at.db, list, 'system:test')).toEqual({ purgedAgain: 1, sessionsEnded: 1 });
    expect(await at.db.read('account').pluck('id')).toEqual([stays.accountId]);
    expect((await registerOf(at.db.read)).accounts).toEqual([back.accountId]);
    expect(codeOf(await agent.call('account.open', { accountId: stays.accountId }))).toBe('not-signed-in');
    expect(await purgeAgain(at.db, list, 'system:test')).toEqual({ purgedAgain: 0, sessionsEnded: 0 });
    const entries = await at.db.read('audit_entry').where({ call: 'backup.restored' }).orderBy('seq').pluck('body');
    expect(entries.map((body) => JSON.parse(body).purgedAgain)).toEqual([1, 0]);
    expect(await verifyAudit(at.db.read)).toMatchObject({ isWhole: true });
    await at.close();
  },
);
