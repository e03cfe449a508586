import * as demo from '../../db/demo.ts';
import { done, type Prepared, type Run, refuse } from '../command.ts';
import { isOldDemo, renewDemo } from '../demo/demo.ts';
import type { Hashes } from '../demo/demo-login.ts';
import { demoHashes } from '../demo/fill.ts';
import { demoStaff } from '../demo/staff.ts';
import { tourStories } from '../demo/tour.ts';
import { retentionEndsOn } from '../rules/retention.ts';
import { everything } from '../topics.ts';

export const readTour: Run<'demo.tour'> = async ({ db, tx, session, policy }) => {
  if (db.kind !== 'demo') return done({ madeOn: null, stories: [] });
  const stories = [];
  for (const { story, roles, loginKey, steps } of tourStories) {
    const person = await demo.tourPerson(tx, loginKey);
    const player = demoStaff.find(({ role }) => role === roles[0]);
    if (!person || !player) continue;
    const { endRecordedOn, ...said } = person;
    const entries = await demo.doneOn(tx, person.accountId);
    const { endedOn } = said;
    stories.push({
      ...said,
      story,
      visibleThrough: endedOn && retentionEndsOn([{ endsOn: endedOn, recordedOn: endRecordedOn }], null, policy),
      isForMe: roles.includes(session.role),
      playedBy: { name: player.name, role: player.role },
      steps: steps.map(({ step, isDone }) => ({ step, isDone: isDone?.(entries) ?? null })),
    });
  }
  return done({ madeOn: (await demo.lastMaking(tx)).madeOn, stories });
};

export const renewDemoDesk: Prepared<'desk.renewDemo', Hashes | null> = {
  prepare: async ({ db }) => (db.kind === 'demo' ? demoHashes() : null),
  run: async (ctx, _input, hashes) => {
    const { tx, now, today } = ctx;
    if (!hashes) return refuse('not-a-demo');
    if (!isOldDemo((await demo.lastMaking(tx)).madeOn, today)) return refuse('demo-is-fresh');
    const plan = await renewDemo(tx, hashes, now);
    ctx.touch(everything);
    return done({ madeOn: plan.today, accounts: plan.accounts }, { accounts: plan.accounts, seed: plan.seed });
  },
};
