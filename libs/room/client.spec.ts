import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoomClient, type SocketMaker } from './client.js';
import type { ClientFrame, Fact, ServerFrame, SnapshotFrame } from './protocol.js';
import { ServerClock } from './server-clock.js';

const clients: RoomClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

describe('A viewer', () => {
  it('applies every fact once and in order, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat()), async (count, dice) => {
        const all = Array.from({ length: count }, (_, at) => pinned(at + 1));
        const { socket, applied } = watching();
        // Some are lost, some come twice, all in any order.
        const sent = all
          .filter(() => draw(dice) % 4 > 0)
          .flatMap((fact) => (draw(dice) % 3 === 0 ? [fact, fact] : [fact]));
        for (const fact of shuffled(sent, dice)) socket.say({ t: 'facts', at: 1, facts: [fact] });
        socket.say({ t: 'head', epoch: 'e', seq: count, at: 1 });
        await sleep(1);

        for (const { after } of socket.heard.filter(({ t }) => t === 'gap') as { after: number }[]) {
          socket.say({ t: 'resume', epoch: 'e', seq: count, at: 1, facts: all.slice(after) });
        }

        expect(applied.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq));
      }),
      { numRuns: 50 },
    );
  });

  it('asks once for what is missing', async () => {
    const { socket } = watching();
    for (const seq of [3, 5, 7]) socket.say({ t: 'facts', at: 1, facts: [pinned(seq)] });
    await sleep(1);

    expect(socket.heard.filter(({ t }) => t === 'gap')).toEqual([{ t: 'gap', after: 0 }]);
  });

  it('goes on where it was', async () => {
    const { socket, client } = watching();
    socket.say({ t: 'facts', at: 77, facts: [pinned(1), pinned(2)] });

    client.reconnect();
    await sleep(1);

    expect(FakeSocket.last.heard).toEqual([{ t: 'hello', v: 1, epoch: 'e', seq: 2, at: 77 }]);
  });

  it('begins anew with a snapshot of another epoch', () => {
    const { socket, client, applied } = watching();
    socket.say({ t: 'facts', at: 1, facts: [pinned(1), pinned(2)] });
    socket.say({ ...snapshot, epoch: 'f', seq: 1 });
    socket.say({ t: 'facts', at: 1, facts: [pinned(2)] });

    expect(client.view).toMatchObject({ epoch: 'f', seq: 2 });
    expect(applied.map(({ seq }) => seq)).toEqual([1, 2, 2]);
  });

  it('takes another way where sockets do not get through', async () => {
    const asked: string[] = [];
    const client = new RoomClient({
      ...{ url: 'http://door', liveSessionId: 'x', random: () => 0 },
      WebSocket: ClosedSocket as unknown as SocketMaker,
      fetch: async (input) => {
        asked.push(String(input).split('?')[0] ?? '');
        if (asked.length < 3) throw new Error('cut');
        return new Response(JSON.stringify({ frames: [snapshot], pollAfterMs: 60_000 }));
      },
    }).open();
    clients.push(client);

    for (let tries = 0; tries < 100 && !client.view; tries += 1) await sleep(10);

    const room = 'http://door/api/live-sessions/x/room';
    expect(asked).toEqual([`${room}/events`, `${room}/events`, room]);
    expect(client.view).toMatchObject({ epoch: 'e', seq: 0 });
  });
});

describe("The server's time", () => {
  it('is known though the device is wrong by an hour, and no later than it is', () => {
    const clock = new ServerClock();
    const hour = 3_600_000;
    const now = Date.now();
    for (const late of [80, 20, 300]) clock.hear(now + hour - late, now);

    const wrong = clock.now() - (Date.now() + hour);
    expect(Math.abs(wrong + 20)).toBeLessThan(5);
  });
});

const snapshot: SnapshotFrame = {
  ...{ t: 'snapshot', epoch: 'e', seq: 0, at: 1, bagVersion: 0, standing: [], chat: [], viewers: 1, likes: 0 },
  session: {
    ...{ liveSessionId: 'x', companyId: 'c', accountId: 'a', title: '宽粉专场', status: 'LIVE' },
    ...{ bag: [], pinnedSkuId: '' },
  },
};

const pinned = (seq: number): Fact => ({ seq, kind: 'PINNED', at: seq, body: { skuId: `sku ${seq}` } });

/** A viewer that has had its snapshot. */
function watching() {
  const applied: Fact[] = [];
  const client = new RoomClient({
    ...{ url: 'http://door', liveSessionId: 'x', ways: ['socket'], random: () => 0 },
    WebSocket: FakeSocket as unknown as SocketMaker,
    onFact: (fact) => applied.push(fact),
  }).open();
  clients.push(client);
  const socket = FakeSocket.last;
  socket.say(snapshot);
  return { client, socket, applied };
}

class FakeSocket {
  static last: FakeSocket;
  readonly heard: ClientFrame[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;

  constructor() {
    FakeSocket.last = this;
    queueMicrotask(() => this.onopen?.());
  }

  send(text: string): void {
    this.heard.push(JSON.parse(text) as ClientFrame);
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {}
}

/** As behind a proxy that knows no sockets. */
class ClosedSocket {
  onclose?: (event: { code: number }) => void;

  constructor() {
    queueMicrotask(() => this.onclose?.({ code: 1006 }));
  }

  close(): void {}
}

const draw = (dice: Iterator<number>) => dice.next().value as number;

function shuffled<T>(all: T[], dice: Iterator<number>): T[] {
  const left = [...all];
  return all.map(() => left.splice(draw(dice) % left.length, 1)[0]!);
}
