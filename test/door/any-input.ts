// Inputs for a row of the contract: some as it wants them, some bent in one place, some nothing like it.
import fc from 'fast-check';
import { z } from 'zod';
import type { Row } from '../../main/contract/row.ts';

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

/** What has broken programs before: end of text, half a pair, quotes, wildcards, formulas, right-to-left, very long. */
const nasty = fc.constantFrom(
  'a\u0000b',
  '\ud800',
  "' or 1=1 --",
  '%_\\',
  '=cmd|calc',
  '\u202e\ufeff\u0007',
  '髙﨑㌔ｶﾞ👨‍👩‍👧',
  '{{7*7}}',
  '9'.repeat(190),
);
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  nasty,
  fc.constantFrom(Number.NaN, -1, 0.5, 1e308, Number.MAX_SAFE_INTEGER + 1, undefined, true, [], {}, [[[[[]]]]]),
);

const textOf = ({ pattern, format, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> => {
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  if (format === 'date-time') return dates.map((date) => date.toISOString());
  if (format === 'date')
    return fc.oneof(
      dates.map((date) => date.toISOString().slice(0, 10)),
      fc.constant('9999-12-31'),
    );
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  const size = { minLength, maxLength: Math.min(maxLength, 40) };
  return fc.oneof(fc.string({ ...size, unit: 'grapheme' }), fc.string({ ...size, unit: 'binary' }), nasty);
};

/** As the row wants it, as far as JSON schema can say. `ids` are numbers of things that are there. */
const fitting = (schema: Schema, ids: readonly number[]): fc.Arbitrary<unknown> => {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fitting(one, ids)));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => fitting({ ...schema, type: one }, ids)));
  switch (type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {});
      const record = Object.fromEntries(fields.map(([name, field]) => [name, fitting(field, ids)]));
      return fc.record(record, { requiredKeys: schema.required ?? [] });
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}, ids), {
        minLength: schema.minItems ?? 0,
        maxLength: schema.maxItems ?? 3,
      });
    case 'integer':
    case 'number': {
      const { minimum = -1000, maximum = 1000 } = schema;
      const anywhere = fc.integer({ min: minimum, max: maximum });
      return maximum > 1_000_000 ? fc.oneof(fc.constantFrom(...ids), anywhere) : anywhere;
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema);
    default:
      return junk;
  }
};

const bent = (input: unknown, field: string, value: unknown): unknown =>
  typeof input === 'object' && input !== null ? { ...input, [field]: value } : value;

export const anyInput = (row: Row, ids: readonly number[]): fc.Arbitrary<unknown> => {
  const schema = z.toJSONSchema(row.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  const good = fitting(schema, ids);
  const fields = [...Object.keys(schema.properties ?? {}), 'oneMore', '__proto__'];
  return fc.oneof(
    { weight: 6, arbitrary: good },
    {
      weight: 3,
      arbitrary: fc
        .tuple(good, fc.constantFrom(...fields), junk)
        .map(([input, field, value]) => bent(input, field, value)),
    },
    { weight: 1, arbitrary: junk },
  );
};
