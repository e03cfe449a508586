// `akari demo` on either engine, and once more for another day.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import { openCore } from '../../main/core.ts';
import { demoPassword } from '../../main/demo/staff.ts';
import { addDays, tokyoDate } from '../../main/rules/calendar.ts';
import { answerOf } from '../door/caller.ts';
import { engines } from '../setup/desk.ts';
import { emptyPlace } from './demo.ts';

const today = tokyoDate(new Date().toISOString());

describe.each(engines)('akari demo on %s', (engine) => {
  it('makes one where nothing is, once, renews it when its day is over, and its tour knows its people', async () => {
    const place = await emptyPlace(engine);
    const akari = async (...args: string[]) => {
      const child = spawn(process.execPath, ['main/cli.ts', '--db', place.url, ...args]);
      const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      return { out, err, code };
    };
    const demo = ['demo', '--accounts', '40', '--today', addDays(today, -3)];
    expect(JSON.parse((await akari(...demo)).out)).toMatchObject({ accounts: 40 });
    expect(await akari(...demo)).toMatchObject({ out: '', code: 2, err: expect.stringMatching(/exists already/) });
    const renewed = { madeOn: today, accounts: 40 };
    expect(JSON.parse((await akari('demo', '--renew')).out)).toEqual({ renewed: true, ...renewed });
    expect(JSON.parse((await akari('demo', '--renew')).out)).toEqual({ renewed: false, ...renewed });

    const core = openCore(await openDatabase(place.url));
    const desk = core.connect('cli', 'a supervisor');
    answerOf(await desk.call('staff.signIn', { login: 'supervisor', password: demoPassword }));
    const { madeOn, stories } = answerOf(await desk.call('demo.tour', {}));
    expect(madeOn).toBe(today);
    expect(stories.map(({ story, isForMe }) => [story, isForMe])).toEqual([
      ['limit', true],
      ['address', true],
      ['protected', false],
      ['moved', true],
      ['mail', true],
      ['approval', true],
      ['conflict', true],
    ]);
    const moved = stories.find(({ story }) => story === 'moved');
    expect(moved?.endedOn).toBe(addDays(today, -700));
    expect(moved?.visibleThrough).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    // What is done in a story ticks its step, and no other story's.
    const [request] = answerOf(await desk.call('approval.list', {})).approvals;
    answerOf(await desk.call('approval.open', { approvalId: request?.approvalId ?? 0 }));
    const after = answerOf(await desk.call('demo.tour', {})).stories;
    expect(after.find(({ story }) => story === 'approval')?.steps).toEqual([
      { step: 'readRequest', isDone: true },
      { step: 'weigh', isDone: null },
      { step: 'decide', isDone: false },
    ]);
    expect(after.find(({ story }) => story === 'limit')?.steps.some(({ isDone }) => isDone)).toBe(false);
    await core.close();
    await place.remove();
  }, 120_000);
});
