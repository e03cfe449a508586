import type { Effects } from '../command.ts';

/** One for each row of the outbox, made with it: receivers drop a repeat of the same. */
export const messageIdOf = ({ random }: Effects): string =>
  `<${Buffer.from(random(16)).toString('hex')}@akari-desk.invalid>`;
