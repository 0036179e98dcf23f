import { describe, expect, it } from '@jest/globals';
import type { Fact, ServerFrame, SocialFrame } from '#room/protocol.js';
import { Batch } from './batch.js';
import { Said, socketFrame } from './said.js';
import { Viewer, type Wire } from './viewer.js';

const KB = 1_024;

describe('A viewer whose line does not keep up', () => {
  it('is spared the social lane above 64 KB, and told what was left out', () => {
    const { viewer, wire } = viewing();
    wire.queued = 65 * KB;
    viewer.tell(batch({ facts: [1, 2], social: '麦积山苹果' }));
    viewer.tell(batch({ social: '多少钱' }));
    wire.queued = 10;
    viewer.tell(batch({ facts: [3], social: '好吃' }));

    expect(wire.said.map(({ t }) => t)).toEqual(['facts', 'gap', 'facts', 'social']);
    expect(wire.said[1]).toEqual({ t: 'gap', dropped: 2 });
  });

  it('is sent away above 256 KB, with word to come again', () => {
    const { viewer, wire } = viewing();
    wire.queued = 257 * KB;
    viewer.tell(batch({ facts: [1] }));
    viewer.tell(batch({ facts: [2] }));

    expect(wire.said).toEqual([{ t: 'bye', code: 4008, reason: 'too slow', retryAfterMs: 500 }]);
    expect(wire.closed).toEqual([4008]);
  });

  it('is sent away when nothing moves for five seconds, and not while anything does', () => {
    const { viewer, wire } = viewing();
    viewer.look(0);
    wire.queued = 60 * KB;
    for (const now of [1_000, 2_000, 3_000]) viewer.look(now);
    wire.queued = 59 * KB;
    for (const now of [4_000, 5_000, 8_999]) viewer.look(now);
    expect(wire.closed).toEqual([]);

    viewer.look(9_000);
    expect(wire.closed).toEqual([4008]);
  });
});

describe('A batch', () => {
  it('gives who came in between what they lack, and nothing twice', () => {
    const one = batch({ facts: [4, 5, 6] });
    const seqs = [3, 4, 6, 9].map((seq) => {
      const { viewer, wire } = viewing();
      viewer.seq = seq;
      viewer.tell(one);
      return wire.said.flatMap((frame) => (frame.t === 'facts' ? frame.facts.map((fact) => fact.seq) : []));
    });

    expect(seqs).toEqual([[4, 5, 6], [5, 6], [], []]);
  });

  it('is one buffer for all who get the same', () => {
    const one = batch({ facts: [1], social: '好吃' });

    expect(one.bytes('socket', 'both', 0)).toBe(one.bytes('socket', 'both', 0));
  });
});

describe('A frame', () => {
  it.each([0, 125, 126, 65_535, 65_536])('of %i bytes is as RFC 6455 has it', (length) => {
    const frame = socketFrame(Buffer.alloc(length, 'a'));

    expect(payloadOf(frame)).toEqual({ payload: Buffer.alloc(length, 'a'), rest: Buffer.alloc(0) });
  });
});

const fact = (seq: number): Fact => ({ seq, kind: 'PINNED', at: seq, body: { skuId: `sku ${seq}` } });

function batch({ facts = [], social }: { facts?: number[]; social?: string }): Batch {
  const line = { lineId: 'l', name: '兰州大姐', text: social ?? '', at: 1 };
  const frame: SocialFrame | undefined = social === undefined ? undefined : { t: 'social', at: 1, chat: [line] };
  return new Batch({ at: 1, facts: facts.map(fact), social: frame });
}

/** A line whose queue the test fills, read back as frames. */
class TestWire implements Wire {
  readonly kind = 'socket';
  queued = 0;
  readonly said: ServerFrame[] = [];
  readonly closed: number[] = [];

  write(bytes: Buffer): void {
    for (let rest = bytes; rest.length > 0;) {
      const frame = payloadOf(rest);
      this.said.push(JSON.parse(frame.payload.toString()) as ServerFrame);
      rest = frame.rest;
    }
  }

  close(code: number): void {
    this.closed.push(code);
  }
}

function viewing() {
  const wire = new TestWire();
  return { wire, viewer: new Viewer(wire, { key: 'd:phone' }) };
}

function payloadOf(frame: Buffer) {
  expect(frame[0]).toBe(0x81);
  const short = frame[1]!;
  const [head, length] =
    short < 126 ? [2, short] : short === 126 ? [4, frame.readUInt16BE(2)] : [10, Number(frame.readBigUInt64BE(2))];
  return { payload: frame.subarray(head, head + length), rest: frame.subarray(head + length) };
}

// Said is exercised by Batch; alone it is a frame of any kind.
it('says a frame as an event of one row', () => {
  const [said] = Said.of({ t: 'gap', dropped: 3 });

  expect(said!.bytes('events').toString()).toBe('data: {"t":"gap","dropped":3}\n\n');
});
