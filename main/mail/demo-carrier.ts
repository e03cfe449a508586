// A demo's mail goes no further than its own database. Some names show what servers do: nobody@..., busy@..., full@...
import { databaseNow } from '../../db/clock.ts';
import * as demoMail from '../../db/demo-mail.ts';
import type { Database } from '../../db/open.ts';
import type { Attempt } from '../rules/mail-state.ts';
import type { Carrier } from './carrier.ts';

const refusals: Readonly<Record<string, readonly [code: number, status: string]>> = {
  nobody: [550, '5.1.1'],
  busy: [450, '4.2.1'],
  full: [552, '5.2.2'],
};

export const openDemoCarrier = (db: Database): Carrier => {
  if (db.kind !== 'demo') throw new Error('only a demo keeps its mail to itself');
  return {
    connections: 1,
    carry: async ({ id, from, to, text }): Promise<Attempt> => {
      const refusal = refusals[/^(nobody|busy|full)[.@]/.exec(to)?.[1] ?? ''];
      if (refusal) {
        const [code, status] = refusal;
        return { isAccepted: false, reason: 'answered', code, status, isOfRecipient: true, isOfMailbox: true };
      }
      const sender = `${from.name} <${from.address}>`;
      const mail = { outboxId: id, sender, recipient: to, subject: text.subject, body: text.body };
      await demoMail.add(db.write, { ...mail, at: await databaseNow(db.write) });
      return { isAccepted: true, code: 250, status: '2.0.0' };
    },
    turn: async () => {},
    close: () => {},
  };
};
