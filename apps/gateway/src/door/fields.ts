import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { invalid } from '#problems/problem.js';

/** Refuses a JSON value that does not fit the contract, naming the field and what it should have been. */
export type Check = (value: unknown, at: string, depth: number) => void;

// Deeper than any message of ours; a message that contained itself could otherwise be sent without end.
const DEPTH_MAX = 20;
// How much of an unknown name is said back.
export const NAME_MAX = 200;
const INT32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const UINT32 = { min: 0n, max: 2n ** 32n - 1n };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const UINT64 = { min: 0n, max: 2n ** 64n - 1n };

const prepared = new Map<DescMessage, Check>();

/** The check of a whole message, prepared once. Stricter than the proto3 mapping: unknown keys are refused. */
export function checkOf(message: DescMessage): Check {
  const earlier = prepared.get(message);
  if (earlier) return earlier;

  const fields = new Map<string, Check>();
  const check: Check = (value, at, depth) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at || 'body', 'an object');
    if (depth > DEPTH_MAX) throw invalid(at, `at most ${DEPTH_MAX} levels deep`);
    for (const key of Object.keys(value)) {
      const here = at ? `${at}.${key}` : key;
      const field = fields.get(key);
      if (!field) throw invalid(here.slice(0, NAME_MAX), 'no such field');
      const member = (value as Record<string, unknown>)[key];
      // The proto3 mapping: null is the same as absent.
      if (member !== null) field(member, here, depth + 1);
    }
  };
  // Remembered before its fields are prepared, so that a message may contain itself.
  prepared.set(message, check);
  for (const field of message.fields) fields.set(field.jsonName, checkOfField(field));
  return check;
}

function checkOfField(field: DescField): Check {
  switch (field.fieldKind) {
    case 'scalar':
      return checkOfScalar(field.scalar);
    case 'enum':
      return checkOfEnum(field.enum);
    case 'message':
      return checkOfMessage(field.message);
    case 'list':
      return each(checkOfElement(field));
    case 'map':
      return eachEntry(checkOfElement(field));
  }
}

/** The check of one value of a field: of each element, where it is repeated. */
export const checkOfOne = (field: DescField): Check =>
  field.fieldKind === 'list' ? checkOfElement(field) : checkOfField(field);

function checkOfElement(field: DescField & { fieldKind: 'list' | 'map' }): Check {
  const kind = field.fieldKind === 'list' ? field.listKind : field.mapKind;
  if (kind === 'enum' && field.enum) return checkOfEnum(field.enum);
  if (kind === 'message' && field.message) return checkOfMessage(field.message);
  if (field.scalar !== undefined) return checkOfScalar(field.scalar);
  throw new Error(`${field.parent.typeName}.${field.name} cannot be on the public door`);
}

const checkOfMessage = (message: DescMessage): Check =>
  message.typeName === TimestampSchema.typeName ? instant : checkOf(message);

const each =
  (element: Check): Check =>
  (value, at, depth) => {
    if (!Array.isArray(value)) throw invalid(at, 'a list');
    for (let index = 0; index < value.length; index++) element(value[index], `${at}[${index}]`, depth + 1);
  };

const eachEntry =
  (element: Check): Check =>
  (value, at, depth) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, 'an object');
    for (const [key, member] of Object.entries(value)) {
      text(key, at);
      // Assigned to a plain object further in, it would vanish or do worse.
      if (key === '__proto__') throw invalid(at, 'no key named __proto__');
      element(member, `${at}.${key}`, depth + 1);
    }
  };

function checkOfScalar(scalar: ScalarType): Check {
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      return truth;
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return whole(INT32);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return whole(UINT32);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return whole(INT64);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return whole(UINT64);
    default:
      // No field of ours is a float, and bytes have no place in JSON.
      throw new Error(`${ScalarType[scalar]} cannot be on the public door`);
  }
}

function text(value: unknown, at: string): void {
  if (typeof value !== 'string') throw invalid(at, 'a text');
  // PostgreSQL keeps neither half a character nor a NUL.
  if (!value.isWellFormed() || value.includes('\0')) throw invalid(at, 'text of whole Unicode characters, without NUL');
}

function truth(value: unknown, at: string): void {
  if (typeof value !== 'boolean') throw invalid(at, 'true or false');
}

const whole =
  ({ min, max }: { min: bigint; max: bigint }): Check =>
  (value, at) => {
    const number = wholeNumber(value);
    if (number === undefined) throw invalid(at, 'a whole number');
    if (number < min || number > max) throw invalid(at, `a whole number, ${min} to ${max}`);
  };

/** A number that JSON carries exactly, or the digits of one. */
function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function checkOfEnum(desc: DescEnum): Check {
  const names = desc.values.map((value) => value.name);
  const expected = `one of ${desc.values
    .filter((value) => value.number !== 0)
    .map((value) => value.name)
    .join(', ')}`;
  return (value, at) => {
    if (typeof value !== 'string' || !names.includes(value)) throw invalid(at, expected);
  };
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function instant(value: unknown, at: string): void {
  const fits =
    typeof value === 'string' && RFC_3339.test(value) && !value.startsWith('0000') && isRealDay(value.slice(0, 10));
  if (!fits || Number.isNaN(Date.parse(value))) throw invalid(at, 'an instant such as 2026-05-01T08:00:00Z');
}

// Date.parse takes the 30th of February for the 1st of March.
const isRealDay = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};
