import { ScalarType, type DescField, type DescMethod, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { Route } from '#messaging/contract.js';
import { invalid } from '#problems/problem.js';
import { checkOf, checkOfOne, NAME_MAX } from './fields.js';

/** What a person sent, before it is known to fit anything. */
export interface Sent {
  path: Record<string, string>;
  /** What stands behind the question mark. */
  query: string;
  /** The JSON of the body; never asked for where the verb has none. */
  body: () => unknown;
}

/** Turns what was sent into the method's request, or says which field is at fault. Problems: request.invalid. */
export type Bind = (sent: Sent) => JsonObject;

/** Prepares, once per method, where each field of its request comes from. */
export function bindingOf(method: DescMethod, route: Route): Bind {
  const inPath = fieldsInPath(method, route).map(fieldInText);
  const inQuery = new Map(fieldsInQuery(method, route).map((field) => [field.jsonName, fieldInText(field)]));
  const check = checkOf(method.input);

  return ({ path, query, body }) => {
    const request = (hasBody(route) ? body() : {}) as JsonObject;
    check(request, '', 1);
    for (const [field, value] of pairsOf(query, inQuery)) take(request, field, value);
    for (const field of inPath) pin(request, field, path[field.name] ?? '');
    return request;
  };
}

/** "/orders/{order_id}" as the router writes it: "/orders/:orderId". */
export const routerPath = (method: DescMethod, route: Route) =>
  route.path.replace(/\{(\w+)\}/g, (_, name: string) => `:${fieldNamed(method, name).jsonName}`);

export const hasBody = (route: Route) => route.verb === 'POST' || route.verb === 'PUT';

export function fieldsInPath(method: DescMethod, route: Route): DescField[] {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const fields = names.map((name) => fieldNamed(method, name));
  assertFitInText(method, fields);
  return fields;
}

/** Without a body, everything that is not in the path. */
export function fieldsInQuery(method: DescMethod, route: Route): DescField[] {
  if (hasBody(route)) return [];
  const inPath = fieldsInPath(method, route);
  const fields = method.input.fields.filter((field) => !inPath.includes(field));
  assertFitInText(method, fields);
  return fields;
}

function fieldNamed(method: DescMethod, name: string): DescField {
  const field = method.input.fields.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`${method.parent.typeName}.${method.name} has no field ${name} for its path`);
  return field;
}

function assertFitInText(method: DescMethod, fields: DescField[]): void {
  for (const field of fields) {
    const kind = field.fieldKind === 'list' ? field.listKind : field.fieldKind;
    const fits = kind === 'message' ? field.message?.typeName === TimestampSchema.typeName : kind !== 'map';
    if (!fits) throw new Error(`${method.parent.typeName}.${method.name}: ${field.name} cannot stand in an address`);
  }
}

/** A field that comes from the address. */
interface FieldInText {
  name: string;
  repeated: boolean;
  read(text: string): JsonValue;
}

function fieldInText(field: DescField): FieldInText {
  const check = checkOfOne(field);
  const isTruth = field.scalar === ScalarType.BOOL;
  return {
    name: field.jsonName,
    repeated: field.fieldKind === 'list',
    read(text) {
      // Numbers may stay text in the proto3 mapping; only a bool needs its own type.
      const value = isTruth && (text === 'true' || text === 'false') ? text === 'true' : text;
      check(value, field.jsonName, 1);
      return value;
    },
  };
}

function* pairsOf(query: string, fields: Map<string, FieldInText>): Iterable<[FieldInText, string]> {
  if (query === '') return;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = decoded(equals < 0 ? pair : pair.slice(0, equals), 'query');
    const field = fields.get(key);
    if (!field) throw invalid(key.slice(0, NAME_MAX), 'no such field');
    yield [field, decoded(equals < 0 ? '' : pair.slice(equals + 1), key)];
  }
}

function decoded(text: string, at: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid(at, 'percent-encoded UTF-8');
  }
}

function take(request: JsonObject, field: FieldInText, text: string): void {
  const earlier = request[field.name];
  if (field.repeated) request[field.name] = [...((earlier as JsonValue[] | undefined) ?? []), field.read(text)];
  else if (earlier === undefined) request[field.name] = field.read(text);
  else throw invalid(field.name, 'only once');
}

/** The path says what the request is about; a body may repeat it, not deny it. */
function pin(request: JsonObject, field: FieldInText, text: string): void {
  const said = request[field.name] ?? undefined;
  const wanted = field.read(text);
  if (said !== undefined && said !== wanted) throw invalid(field.name, 'the same as in the path');
  request[field.name] = wanted;
}
