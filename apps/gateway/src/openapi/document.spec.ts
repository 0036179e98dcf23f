import { describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { methods, routeOf } from '#messaging/contract.js';
import { openApiDocument } from './document.js';

describe('The OpenAPI document', () => {
  const document = openApiDocument();

  it('stands before a well-kept validator, by the specification and by its recommendations', async () => {
    const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'error' } });
    const faults = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
    expect(faults.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('has every method of the public door, and none of the others', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const [files, rooms] = [2, 2];
    expect(operations).toHaveLength(methods.filter(routeOf).length + files + rooms);
    expect(JSON.stringify(document)).not.toContain('QuoteAndHold');
  });

  it('tells what one checkout takes and gives', () => {
    expect(document.paths['/api/orders']?.['post']).toMatchObject({
      operationId: 'Orders.place',
      security: [{ person: [] }],
      requestBody: { content: { 'application/json': { schema: { properties: { checkoutId: { type: 'string' } } } } } },
      responses: { 409: { 'x-codes': expect.arrayContaining(['stock.sold_out', 'checkout.changed']) } },
    });
    expect(document.components.schemas).toMatchObject({
      'orders.Order': { required: expect.arrayContaining(['orderId', 'totalFen', 'lines']) },
      'orders.OrderLine': { properties: { amountFen: { type: 'string', format: 'int64' } } },
    });
  });

  it('tells the ways into a room, whose frames are the protocol’s', () => {
    const look = document.paths['/api/live-sessions/{liveSessionId}/room']?.['get'];
    expect(look).toMatchObject({ responses: { 101: {}, 200: {}, 404: { 'x-codes': ['not_found'] } } });
    const protocol = readFileSync('libs/room/protocol.ts', 'utf8');
    const kinds = [...protocol.matchAll(/Frame \{[^}]*?\n {2}t: '(\w+)'/g)].map(([, kind]) => kind);
    const told = JSON.stringify(look);
    for (const kind of kinds) if (kind !== 'hello' && kind !== 'beat') expect(told).toContain(`"${kind}"`);
    expect(kinds.length).toBeGreaterThan(8);
    expect(document.paths['/api/live-sessions/{liveSessionId}/room/events']).toHaveProperty('get');
  });

  it('speaks the words of the proto files as they are now', () => {
    execFileSync(process.execPath, ['apps/gateway/take-comments.mjs', '--check'], { stdio: 'pipe' });
  });
});
