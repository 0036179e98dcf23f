/** The part of JSON Schema that our OpenAPI document speaks. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
}

/** What in a value lies outside its schema; nothing, if all is well. Stricter than asked: no field but those named. */
export function outside(value: unknown, schema: Schema, all: Record<string, Schema>, at = 'answer'): string[] {
  const { type, format, pattern, properties, required = [], items, additionalProperties } = target(schema, all);
  const { enum: names } = target(schema, all);
  if (type !== undefined && ![type].flat().includes(typeOf(value)))
    return [`${at} is no ${[type].flat().join(' or ')}`];
  if (names && !names.includes(value)) return [`${at} is ${String(value)}, none of ${names.join(', ')}`];
  if (pattern && !new RegExp(pattern).test(String(value))) return [`${at} is ${String(value)}, not ${pattern}`];
  if (format === 'date-time' && Number.isNaN(Date.parse(String(value)))) return [`${at} is no instant`];
  if (format === 'int32' && Math.abs(value as number) > 2 ** 31) return [`${at} is too large`];
  if (Array.isArray(value)) return value.flatMap((one, index) => outside(one, items ?? {}, all, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];

  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const field = properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (field) return outside(member, field, all, `${at}.${name}`);
    return additionalProperties === true ? [] : [`${at}.${name} is not in the document`];
  });
  return [...missing, ...wrong];
}

export function target(schema: Schema, all: Record<string, Schema>): Schema {
  return schema.$ref ? target(all[schema.$ref.split('/').at(-1)!]!, all) : schema;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
