import { describe, expect, it } from '@jest/globals';
import { permissionsOf } from './broker-permissions.js';

const mayPublish = (user: string) => permissionsOf(user).publish.allow;
const mayHear = (user: string) => permissionsOf(user).subscribe.allow;

describe('On the broker', () => {
  it('a service tells its own events and nobody else’s', () => {
    expect(mayPublish('catalog').filter((subject) => subject.startsWith('event.'))).toEqual(['event.catalog.>']);
    expect(mayPublish('gateway').filter((subject) => subject.startsWith('event.'))).toEqual([]);
  });

  it('a service hears its own rpcs and its own answers', () => {
    expect(mayHear('catalog')).toEqual(['rpc.catalog.>', '_INBOX.catalog.>']);
    expect(mayHear('gateway')).toEqual(['changed.*', 'room.*.fact', 'room.*.social', '_INBOX.gateway.>']);
  });

  it('livestream alone says what happens in rooms, and gateways who watches', () => {
    const inRooms = (user: string) => mayPublish(user).filter((subject) => subject.startsWith('room.'));

    expect(inRooms('livestream')).toEqual(['room.*.fact', 'room.*.social']);
    expect(inRooms('gateway')).toEqual(['room.*.views']);
    expect(inRooms('orders')).toEqual([]);
    expect(mayHear('livestream')).toEqual(['rpc.livestream.>', 'room.*.views', '_INBOX.livestream.>']);
  });

  it('a media edge asks how sessions stand, hears it, tells what is streamed and asks what was lost of it; nothing else', () => {
    expect(mayPublish('media')).toEqual([
      'event.media.>',
      'rpc.livestream.Inbox.Missing',
      'rpc.livestream.v1.Streams.Standing',
    ]);
    expect(mayHear('media')).toEqual(['streams.standing', '_INBOX.media.>']);
    expect(mayPublish('livestream')).toContain('streams.standing');
  });

  it('the gateway calls what is on the public door, and no internal rpc that does not name it', () => {
    expect(mayPublish('gateway')).toContain('rpc.orders.v1.Orders.Place');
    expect(mayPublish('gateway')).not.toContain('rpc.catalog.v1.Holds.QuoteAndHold');
  });

  it('a service calls the internal rpcs that name it', () => {
    expect(mayPublish('orders')).toContain('rpc.catalog.v1.Holds.QuoteAndHold');
    expect(mayPublish('livestream')).not.toContain('rpc.catalog.v1.Holds.QuoteAndHold');
  });

  it('a service answers those who may ask it', () => {
    const answers = (user: string) => mayPublish(user).filter((subject) => subject.startsWith('_INBOX.'));

    expect(answers('catalog')).toEqual([
      '_INBOX.gateway.>',
      '_INBOX.livestream.>',
      '_INBOX.operator.>',
      '_INBOX.orders.>',
    ]);
    expect(answers('gateway')).toEqual([]);
  });

  it('a service takes and acknowledges what its own consumers were sent, and makes no stream', () => {
    const jetstream = mayPublish('livestream').filter((subject) => subject.startsWith('$JS.'));

    expect(jetstream).toContain('$JS.API.CONSUMER.MSG.NEXT.EVENTS_ORDERS.livestream-count-sale');
    expect(jetstream).toContain('$JS.ACK.EVENTS_ORDERS.livestream-count-sale.>');
    expect(jetstream.filter((subject) => !subject.includes('.livestream-'))).toEqual([]);
  });

  it('a publisher asks who has missed its events', () => {
    expect(mayPublish('orders').filter((subject) => subject.endsWith('.Inbox.Missing'))).toEqual([
      'rpc.attribution.Inbox.Missing',
      'rpc.catalog.Inbox.Missing',
      'rpc.livestream.Inbox.Missing',
    ]);
  });

  it('the operator calls what names it', () => {
    expect(mayPublish('operator').every((subject) => subject.startsWith('rpc.'))).toBe(true);
    expect(mayPublish('operator').length).toBeGreaterThan(0);
  });
});
