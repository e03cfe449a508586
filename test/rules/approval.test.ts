import { describe, expect, it } from 'vitest';
import { nearnessOf, refuseDecision, type SetUp } from '../../main/rules/approval.ts';
import { addDays } from '../../main/rules/calendar.ts';

const [asker, decider, third, fourth] = [1, 2, 3, 4];
const now = '2026-11-23T03:00:00.000Z';
const policy = { approvalDistanceDays: 7 };
const at = (daysAgo: number) => `${addDays('2026-11-23', -daysAgo)}T03:00:00.000Z`;
const setUp = (staffId: number, setBy: number, daysAgo = 3): SetUp => ({ staffId, setBy, setAt: at(daysAgo) });

const cases: readonly [why: string, setUps: readonly SetUp[], supervisor: string | null, admin: string | null][] = [
  ['nobody set anybody up', [], null, null],
  ['the decider was set up by the asker', [setUp(decider, asker)], 'too-close', 'too-close'],
  ['the asker was set up by the decider', [setUp(asker, decider)], 'too-close', 'too-close'],
  ['on the last day of the distance', [setUp(asker, decider, 7)], 'too-close', 'too-close'],
  ['a day after it', [setUp(asker, decider, 8)], null, null],
  ['both were set up by one third', [setUp(asker, third), setUp(decider, third)], null, 'too-close'],
  ['one of them long ago', [setUp(asker, third), setUp(decider, third, 30)], null, null],
  ['each by somebody else', [setUp(asker, third), setUp(decider, fourth)], null, null],
  ['the decider by one whom the asker set up', [setUp(decider, third), setUp(third, asker)], 'too-close', 'too-close'],
  [
    'each by one of two whom a fourth set up',
    [setUp(asker, third), setUp(third, fourth), setUp(decider, fourth)],
    null,
    'too-close',
  ],
  ['each set up the other', [setUp(asker, decider), setUp(decider, asker)], 'too-close', 'too-close'],
];

describe('whose yes counts as a second person’s', () => {
  it.each(cases)('%s', (_why, setUps, supervisor, admin) => {
    const nearness = nearnessOf(asker, decider, setUps, now, policy);
    expect(refuseDecision(nearness, 'supervisor')).toBe(supervisor);
    expect(refuseDecision(nearness, 'admin')).toBe(admin);
  });

  it('nobody decides what they asked for', () => {
    expect(refuseDecision(nearnessOf(asker, asker, [], now, policy), 'supervisor')).toBe('own-request');
  });
});
