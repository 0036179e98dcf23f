import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { startBroker, type Broker } from '#testing/broker.js';
import { coalesceWrites } from './coalesce.js';

let broker: Broker;
let connection: NatsConnection;
let writes = 0;

beforeAll(async () => {
  broker = await startBroker();
  connection = await connect({ servers: broker.url });
  const { protocol } = connection as unknown as { protocol: { transport: { send(frame: Uint8Array): void } } };
  const send = protocol.transport.send.bind(protocol.transport);
  protocol.transport.send = (frame) => {
    writes += 1;
    send(frame);
  };
});
afterAll(async () => {
  await connection.close();
  await broker.stop();
});

/** Publishes as a batch's answers leave: each in a microtask of its own. */
async function publishTen(): Promise<number> {
  writes = 0;
  for (let at = 0; at < 10; at += 1) {
    connection.publish('farm.apples', String(at));
    await null;
    await null;
  }
  await connection.flush();
  return writes;
}

describe('Writing to the broker', () => {
  it('takes one write for a turn of the loop, and loses nothing', async () => {
    const heard: string[] = [];
    connection.subscribe('farm.apples', { callback: (_, message) => void heard.push(message.string()) });
    await connection.flush();
    const before = await publishTen();

    coalesceWrites(connection);
    const after = await publishTen();

    expect(before).toBeGreaterThanOrEqual(10);
    expect(after).toBeLessThanOrEqual(2);
    expect(heard).toEqual([...'01234567890123456789']);
  });
});
