// Another console on the same database, in a process of its own as every console is: two in one process would not meet
// on SQLite as they do in truth, since its driver blocks the process that waits.
import { openDatabase } from '../../db/open.ts';
import { openCore } from '../../main/core.ts';
import { openPortal } from '../../main/portal.ts';

type Order =
  | { id: number; call: string; input: unknown }
  | { id: number; guesses: readonly string[]; login: string }
  | { id: number; waitUntil: number };

const [url = '', now = ''] = process.argv.slice(2);
const db = await openDatabase(url, () => now);
const core = openCore(db);
const desk = core.connect('cli', `colleague ${process.pid}`);
const portal = openPortal(db);

const carryOut = async (order: Order): Promise<unknown> => {
  if ('call' in order) return desk.callAny(order.call, order.input);
  if ('guesses' in order) return Promise.all(order.guesses.map((password) => portal.attempt(order.login, password)));
  // Both sides spin until the same instant, so that what they do next begins together.
  while (Date.now() < order.waitUntil);
  return null;
};
process.on('message', (order: Order) => {
  void carryOut(order).then((reply) => process.send?.({ id: order.id, reply }));
});
process.on('disconnect', () => {
  void core.close().then(() => process.exit(0));
});
process.send?.({ id: 0, reply: 'ready' });
