import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { accessOf, methods, routeOf, type Route } from '#messaging/contract.js';
import { catalogue } from '#problems/catalogue.js';
import type { Code } from '#problems/problem.js';
import { fieldsInPath, fieldsInQuery, hasBody, routerPath } from '../door/binding.js';
import { comments } from './comments.js';
import { filePaths, filesTag } from './files.js';
import { roomPaths, roomTag } from './room.js';
import { described, Schemas, type Schema } from './schemas.js';

/** The public door as OpenAPI 3.1, from the descriptors it is opened with. */
export function openApiDocument() {
  const open = methods.flatMap((method) => {
    const route = routeOf(method);
    return route ? [{ method, route }] : [];
  });
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Schema>> = {};
  for (const { method, route } of open) {
    const path = `/api${routerPath(method, route).replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.verb.toLowerCase()]: operation(method, route, schemas) };
  }

  return {
    openapi: '3.1.0',
    info: {
      title: 'Tianjian 田间',
      version: '1.0.0',
      description:
        'Sell live from the field, attribute every fen. Bodies are the proto3 JSON mapping: lowerCamelCase names, ' +
        '64-bit numbers as strings, instants as RFC 3339. Money is whole fen. Unknown fields are refused. Every ' +
        'answer that is no success is a problem of RFC 9457 whose code is public for ever.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...[...new Set(open.map(({ method }) => method.parent))].map(tag), filesTag, roomTag],
    paths: { ...paths, ...filePaths(problemResponses), ...roomPaths(problemResponses) },
    components: {
      securitySchemes: { person: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      responses: { Problem: { description: 'What went wrong, and what to do.', content: problemContent } },
      schemas: { ...sorted(schemas.all), Problem: problemSchema },
    },
  };
}

const tag = (service: DescService) => ({ name: service.name, ...described(service.typeName) });

function operation(method: DescMethod, route: Route, schemas: Schemas): Schema {
  const { text, codes } = wordsOf(method);
  const access = accessOf(method);
  return {
    operationId: `${method.parent.name}.${method.localName}`,
    tags: [method.parent.name],
    summary: titleOf(method),
    ...(text ? { description: text } : {}),
    security: access.case === 'public' ? [] : [{ person: [] }],
    'x-access': accessWords(method),
    ...withParameters(method, route, schemas),
    ...(hasBody(route) ? { requestBody: requestBody(method, route, schemas) } : {}),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: schemas.ref(method.output, 'given') } },
      },
      ...problemResponses([...codes, ...commonCodes(method, route)]),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function withParameters(method: DescMethod, route: Route, schemas: Schemas): Schema {
  const path = fieldsInPath(method, route).map((field) => ({
    name: field.jsonName,
    in: 'path',
    required: true,
    schema: schemas.field(field, 'taken'),
  }));
  const query = fieldsInQuery(method, route).map((field) => ({
    name: field.jsonName,
    in: 'query',
    schema: schemas.field(field, 'taken'),
  }));
  return path.length + query.length > 0 ? { parameters: [...path, ...query] } : {};
}

function requestBody(method: DescMethod, route: Route, schemas: Schemas): Schema {
  const inPath = fieldsInPath(method, route);
  const fields = method.input.fields.filter((field) => !inPath.includes(field));
  return {
    required: fields.length > 0,
    content: { 'application/json': { schema: schemas.message(method.input, fields, 'taken') } },
  };
}

/** The proto comment, and the problems it ends with: "… Problems: not_found, order.expired." */
function wordsOf(method: DescMethod): { text: string; codes: Code[] } {
  const comment = comments[`${method.parent.typeName}.${method.name}`] ?? '';
  const [text = '', list = ''] = comment.split(/\s*Problems: /);
  const codes: string[] = list.match(/[a-z_]+(\.[a-z_]+)?/g) ?? [];
  return { text, codes: codes.filter((code): code is Code => Object.hasOwn(catalogue, code)) };
}

function commonCodes(method: DescMethod, route: Route): Code[] {
  const access = accessOf(method).case;
  const codes: Code[] = ['request.invalid', 'overloaded', 'unavailable'];
  if (access !== 'public') codes.push('auth.required');
  if (access === 'company' || access === 'incubator') codes.push('access.denied');
  if (hasBody(route)) codes.push('request.too_large', 'request.not_json');
  return codes;
}

function problemResponses(codes: Code[]): Record<string, Schema> {
  const responses: Record<string, Schema> = {};
  for (const status of new Set(codes.map((code) => catalogue[code].status))) {
    const ofStatus = [...new Set(codes)].filter((code) => catalogue[code].status === status);
    responses[status] = { description: ofStatus.join(', '), 'x-codes': ofStatus, content: problemContent };
  }
  return responses;
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `code` is for machines, `title` for people, the rest for the screen.',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    code: { type: 'string', enum: Object.keys(catalogue) },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request id, as in the x-request-id header.' },
    field: { type: 'string', description: 'request.invalid: the field at fault.' },
    reason: {
      type: 'string',
      description: 'request.invalid: what it should have been; of other refusals: why, for people.',
    },
    shortages: {
      type: 'array',
      description: 'stock.sold_out: what is left of each.',
      items: {
        type: 'object',
        properties: { skuId: { type: 'string' }, wanted: { type: 'integer' }, available: { type: 'integer' } },
        required: ['skuId', 'wanted', 'available'],
      },
    },
    types: {
      type: 'array',
      description: 'upload.type_refused: those that are taken.',
      items: { type: 'string' },
    },
    faultyRows: { type: 'integer', description: 'import.has_faults: how many.' },
    importId: { type: 'string', description: 'import.applied_before: the import that was applied.' },
    totalFen: { type: 'string', description: 'price.changed: what it costs now.' },
    priceFen: { type: 'string', description: 'price.expired: the price in force.' },
    retryAfterS: { type: 'integer', description: 'overloaded, unavailable, chat.too_fast: how many seconds to wait.' },
    left: {
      type: ['integer', 'array'],
      description:
        'shipment.too_many, reallocation.too_many: how many pieces; refund.too_much: what is left of each line.',
      items: {
        type: 'object',
        properties: { lineId: { type: 'string' }, quantity: { type: 'integer' }, amountFen: { type: 'string' } },
        required: ['lineId', 'quantity', 'amountFen'],
      },
    },
    lineId: { type: 'string', description: 'The line at fault, of an order.' },
    preSales: {
      type: 'array',
      description: 'order.pre_sale_apart: an order for each of these.',
      items: {
        type: 'object',
        properties: {
          shipBy: { type: 'string', description: 'Empty: ready now.' },
          skuIds: { type: 'array', items: { type: 'string' } },
        },
        required: ['shipBy', 'skuIds'],
      },
    },
    lineIds: { type: 'array', description: 'line.not_weighed: those lines.', items: { type: 'string' } },
    couponCode: { type: 'string', description: 'coupon.refused: which.' },
    why: { type: 'string', description: 'coupon.refused, chat.refused: the reason, for machines.' },
    regionCode: { type: 'string', description: 'freight.region_refused: where nothing is sent.' },
    region: { type: 'string', description: 'freight.region_refused: its name.' },
    until: { type: 'string', format: 'date-time', description: 'chat.muted, chat.banned: where it ends by itself.' },
  },
  required: ['type', 'code', 'status', 'title', 'detail', 'instance'],
  'x-catalogue': catalogue,
};

/** "SaveSku" as people read it: "Save sku". */
const titleOf = ({ name }: DescMethod) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function accessWords(method: DescMethod): string {
  const who = accessOf(method);
  switch (who.case) {
    case 'public':
      return 'anybody';
    case 'company':
    case 'incubator':
      return `${who.value.roles.join(' or ')} of the ${who.case} ${jsonNameOf(method, who.value.field)}`;
    case 'ownerOf':
      return `whose ${jsonNameOf(method, who.value.field)} it is`;
    default:
      return 'anybody signed in';
  }
}

const jsonNameOf = (method: DescMethod, name: string) =>
  method.input.fields.find((field) => field.name === name)?.jsonName ?? name;

const sorted = <T>(record: Record<string, T>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
