import { describe, expect, it, vi } from 'vitest';
import { openPortal } from '../../main/portal.ts';
import { openContact } from '../door/caller.ts';
import { addCustomer } from '../setup/customer.ts';
import { engines, openTestDesk } from '../setup/desk.ts';

describe.each(engines)('a console on %s', (engine) => {
  it('is told what a customer does at the portal, which is another program', async () => {
    const desk = await openTestDesk(engine);
    const customer = await addCustomer(desk.db.write);
    const theirs = await desk.open();
    const agent = await desk.signIn('agent');
    let times = 0;
    agent.listen(`account:${customer.accountId}`, () => {
      times += 1;
    });
    // Something of the console's own, so that listening is known to have begun.
    await openContact(agent, customer.accountId);
    await vi.waitFor(() => expect(times).toBeGreaterThan(0), { timeout: 15_000 });
    const before = times;
    await openPortal(theirs).attempt(customer.loginId, 'wrong');
    await vi.waitFor(() => expect(times).toBeGreaterThan(before), { timeout: 15_000 });
    await theirs.close();
    await desk.close();
  }, 60_000);
});
