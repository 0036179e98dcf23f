import { target, type Schema } from './conforms.js';

/** The same seed always gives the same numbers (mulberry32). */
export function dice(seed: number) {
  let state = seed;
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (share: number) => roll() < share,
    below: (bound: number) => Math.floor(roll() * bound),
    pick: <T>(among: readonly T[]): T => among[Math.floor(roll() * among.length)]!,
    uuid: () => {
      const hex = Array.from({ length: 32 }, () => Math.floor(roll() * 16).toString(16)).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

export type Dice = ReturnType<typeof dice>;

const LONG = '长'.repeat(20_000);
const TEXTS = [
  '',
  ' ',
  '0',
  'null',
  '苹果',
  '👩‍🌾🍎',
  'é́',
  'a\u0000b',
  '\ud800',
  '\u202eevil',
  "'; DROP TABLE stock; --",
  '%00',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '${7*7}',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '0001-01-01T00:00:00Z',
  '+10000-01-01T00:00:00Z',
  '999999',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'WyJhIl0',
  LONG,
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  100,
  9_999,
  10_000,
  1.5,
  -0.1,
  1e-9,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1e308,
];
const DIGITS = [
  '0',
  '-1',
  '1',
  '10000000001',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '1.0',
  '1e3',
  '０',
];
const OTHERS = [null, true, false, [], {}, [[]], [null], { a: 1 }, { __proto__: null, value: 1 }];

const anything = (dice: Dice): unknown =>
  dice.pick<unknown>([dice.pick(TEXTS), dice.pick(NUMBERS), dice.pick(DIGITS), dice.pick(OTHERS)]);

/** A value that fits a schema, with ids that mean something where a field's name says which. */
export function fitting(schema: Schema, all: Record<string, Schema>, dice: Dice, known: Known, name = ''): unknown {
  const { type, format, enum: names, properties = {}, items, additionalProperties } = target(schema, all);
  if (names) return dice.pick(names);
  if (type === 'object' && typeof additionalProperties === 'object') return { 规格: '2.5kg' };
  if (type === 'object') {
    const present = Object.entries(properties).filter(() => dice.chance(0.95));
    return Object.fromEntries(present.map(([key, field]) => [key, fitting(field, all, dice, known, key)]));
  }
  if (type === 'array') {
    const element = name.replace(/Ids$/, 'Id');
    return Array.from({ length: dice.below(3) + (dice.chance(0.9) ? 1 : 0) }, () =>
      fitting(items ?? {}, all, dice, known, element),
    );
  }
  if (type === 'boolean') return dice.chance(0.5);
  if (type === 'integer') return dice.pick([1, 2, 3, 50, 500]);
  if (format === 'int64') return String(dice.pick([1, 100, 2_900, 3_900, 500_000]));
  if (format === 'date-time') return '2027-05-01T08:00:00Z';
  return dice.pick(known(name)) ?? (name.endsWith('Id') ? dice.uuid() : '田间');
}

/** Values that a field of this name may have, for which there is something behind the door. */
export type Known = (field: string) => string[];

/** Changes something somewhere in a value that was right. */
export function mutated(value: unknown, dice: Dice, depth = 0): unknown {
  const inner = typeof value === 'object' && value !== null && depth < 4 && dice.chance(0.8);
  if (!inner) return anything(dice);
  if (Array.isArray(value)) return mutatedList(value, dice, depth);

  const object = { ...value } as Record<string, unknown>;
  const keys = Object.keys(object);
  const key = dice.pick(keys);
  const change = dice.below(8);
  if (change === 0) object[dice.pick(['extra', 'company_id', 'constructor', 'toString', '', '长'.repeat(300)])] = 1;
  else if (change === 1)
    return JSON.parse(`{"__proto__":{"isAdmin":true},${JSON.stringify(object).slice(1) || '}'}`.replace(',}', '}'));
  else if (key === undefined) return anything(dice);
  else if (change === 2) delete object[key];
  else object[key] = mutated(object[key], dice, depth + 1);
  return object;
}

function mutatedList(list: unknown[], dice: Dice, depth: number): unknown[] {
  const change = dice.below(4);
  if (change === 0) return [];
  if (change === 1) return [...list, ...list];
  if (change === 2) return Array.from({ length: 600 }, () => list[0] ?? anything(dice));
  return list.map((one) => mutated(one, dice, depth + 1));
}

/** Bytes that are no JSON object any more, or barely. */
export function broken(text: string, dice: Dice): Buffer {
  const bytes = Buffer.from(text);
  return dice.pick([
    () => bytes.subarray(0, dice.below(bytes.length + 1)),
    () => Buffer.concat([bytes, bytes]),
    () => Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xfe, 0xc0]), bytes.subarray(2)]),
    () => Buffer.from([0xef, 0xbb, 0xbf, ...bytes]),
    () => Buffer.from('['.repeat(50_000)),
    () => Buffer.from(`${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`),
    () => Buffer.from(`{"a":"${'x'.repeat(300_000)}"}`),
    () => Buffer.from('NaN'),
    () => Buffer.from('1e999'),
    () => Buffer.alloc(1_000),
  ])();
}

export const anyText = (dice: Dice): string => String(dice.pick([...TEXTS.filter((text) => text !== LONG), ...DIGITS]));
