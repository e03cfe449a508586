// What a file has brought so far, for a dry run: it writes nothing, so the database cannot tell.
import { createHash } from 'node:crypto';
import { SeenNumbers } from './seen.ts';

/** 52 bits of a digest as digits: over four million keys, two of them agree once in a thousand runs. */
const digitsOf = (key: string): string =>
  String(Number.parseInt(createHash('sha256').update(key).digest('hex').slice(0, 13), 16));

export class DryMemory {
  private readonly logins = new SeenNumbers();
  private readonly started = new SeenNumbers();
  private readonly freed = new Set<string>();

  /** @returns false where an earlier row has it */
  takeLogin(loginKey: string): boolean {
    return this.logins.add(digitsOf(loginKey));
  }

  /** A contract at this supply point begins. @returns false where an earlier row's runs there */
  start(supplyPointNo: string): boolean {
    return this.started.add(digitsOf(supplyPointNo));
  }

  end(supplyPointNo: string): void {
    this.freed.add(supplyPointNo);
  }

  hasEnded(supplyPointNo: string): boolean {
    return this.freed.has(supplyPointNo);
  }
}
