import { connect } from '@nats-io/transport-node';
import { expect, it } from '@jest/globals';
import { Products } from '#contracts/tianjian/catalog/v1/products_pb.js';
import { rpcSubject } from '#messaging/subjects.js';
import { startBroker } from '#testing/broker.js';
import { GatewayAlone } from './gateway-alone.js';

it('Told to stop, the door answers what it has in hand and takes nothing more', async () => {
  const broker = await startBroker();
  const door = new GatewayAlone({ beside: { broker } });
  await door.start();
  const slow = await connect({ servers: broker.url });
  // Answers, but half a second late.
  slow.subscribe(rpcSubject(Products.method.list), {
    callback: (_, message) => {
      const { id } = message.json<{ id: string }>();
      const answer = JSON.stringify({ id, response: { products: [], nextPageToken: '' }, isDisposed: true });
      setTimeout(() => message.respond(answer), 500);
    },
  });
  await slow.flush();

  const inHand = Array.from({ length: 10 }, () => door.fetch('/api/products'));
  await new Promise((resolve) => setTimeout(resolve, 250));
  const stopping = door.running.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const late = door.fetch('/api/products').then(
    ({ status }) => status,
    () => 'refused',
  );

  for (const response of await Promise.all(inHand)) expect(response.status).toBe(200);
  expect(await late).toBe('refused');
  await stopping;
  await slow.close();
  await broker.stop();
});
