// What a row of the contract is made of. Only shapes: no row knows how its call is carried out.
import { z } from 'zod';

export const roles = ['agent', 'supervisor', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];
/** Everybody who is signed in. */
export const everyRole: readonly Role[] = roles;
export const callTakers: readonly Role[] = ['agent', 'supervisor'];

/** `host`: about the program on this machine and not about a database, so there is no transaction and no audit. */
export type Kind = 'read' | 'audited-read' | 'write' | 'host';
export type Row = {
  readonly kind: Kind;
  /** `anyone`: answered before sign-in as well. */
  readonly roles: readonly Role[] | 'anyone';
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  readonly refusals: Readonly<Record<string, z.ZodType>>;
  /** Input fields that are compared and forgotten: never stored, logged or digested. */
  readonly secretInput?: readonly string[];
  /** Answered even while the session is locked for idleness. */
  readonly isOpenWhileLocked?: boolean;
};

export const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
export const instant = z.iso.datetime({ precision: 3 });
export const date = z.iso.date();
/** PostgreSQL's text holds no U+0000, and nobody types it. */
export const text = z.string().refine((typed) => !typed.includes('\0'));
export const note = text.trim().max(2000);
/** Free text as a person types it in one line. */
export const line = (max: number) => text.trim().min(1).max(max);
export const nothing = z.strictObject({});
/** Chosen by the caller, once for each thing to be done: a repeat is answered with the first answer. */
export const requestId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

/** The input of every write by a signed-in person. */
export const writeInput = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, requestId });

/** A refusal without further facts. */
export const plain = z.null();
