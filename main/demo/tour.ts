// The guided stories: whom each is about, who can play it, and by what the audit knows that a step was done.
import type { Role } from '../contract/row.ts';

export type TourEntry = { readonly call: string; readonly body: Readonly<Record<string, unknown>> };
/** null: only the agent knows. */
export type TourStep = { readonly step: string; readonly isDone: ((entries: readonly TourEntry[]) => boolean) | null };
export type TourStory = {
  readonly story: 'limit' | 'address' | 'protected' | 'moved' | 'mail' | 'approval' | 'conflict';
  /** The first is who the story is written for. */
  readonly roles: readonly Role[];
  /** Of the demo's person, today or before. */
  readonly loginKey: string;
  readonly steps: readonly TourStep[];
};

const once = (step: string, call: string, where: (body: TourEntry['body']) => boolean = () => true): TourStep => ({
  step,
  isDone: (entries) => entries.some((entry) => entry.call === call && where(entry.body)),
});
const byHand = (step: string): TourStep => ({ step, isDone: null });

const open = once('open', 'account.open');
const take = once('take', 'contact.open');
const close = once('close', 'contact.close');
const reach = once('reach', 'contact.reached');
const verify: TourStep = {
  step: 'verify',
  isDone: (entries) =>
    entries.filter(({ call, body }) => call === 'contact.check' && body.outcome === 'matched').length >= 2,
};
const callTakers: readonly Role[] = ['agent', 'supervisor'];

export const tourStories: readonly TourStory[] = [
  {
    story: 'limit',
    roles: callTakers,
    loginKey: 'hanako_sato',
    steps: [open, take, verify, once('lift', 'account.unlock'), close],
  },
  {
    story: 'address',
    roles: callTakers,
    loginKey: 'takahashi55',
    steps: [
      open,
      take,
      verify,
      reach,
      // What was only asked for has an approval in its entry.
      once('changeAddress', 'account.changeAddress', (body) => body.approval === undefined),
      close,
    ],
  },
  {
    story: 'protected',
    roles: ['agent'],
    loginKey: 'aoi_h2024',
    steps: [open, take, byHand('seeRefusal'), byHand('handOver'), close],
  },
  {
    story: 'moved',
    roles: callTakers,
    loginKey: 'oikawa.s',
    steps: [open, take, byHand('tellDate'), close],
  },
  {
    story: 'mail',
    roles: callTakers,
    loginKey: 'saitotks',
    steps: [
      open,
      take,
      verify,
      byHand('askWhyNoMail'),
      reach,
      once('changeMail', 'account.changeMail', (body) => body.approval === undefined),
      close,
    ],
  },
  {
    story: 'approval',
    roles: ['supervisor'],
    loginKey: 'yumiko-w',
    steps: [once('readRequest', 'approval.open'), byHand('weigh'), once('decide', 'approval.decide')],
  },
  {
    story: 'conflict',
    roles: ['admin', 'supervisor'],
    loginKey: 'abe.takuya',
    steps: [byHand('compare'), once('settle', 'pendingChange.settle')],
  },
];
