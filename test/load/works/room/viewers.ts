import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact, Item } from '#room/protocol.js';
import { Latencies } from '../../latencies.js';
import { clientFrame, readFrames } from './frames.js';

// A process of thousands of viewers, told by its parent what to do: test/load/works/room.ts.

export type Order =
  | { do: 'join'; port: number; path: string; count: number; perSecond: number }
  /** Counts what comes from now on. */
  | { do: 'listen' }
  | { do: 'tell' }
  /** Cuts so many lines and has them come back within a second, as clients with back-off do. */
  | { do: 'cut'; count: number };

export interface Heard {
  /** Facts, over all viewers. */
  facts: number;
  p50Ms: number;
  p99Ms: number;
  /** Viewers who have seen a fact twice, or not the next one. */
  wrong: number;
  /** Viewers who were told last that nothing is left of what is sold. */
  soldOut: number;
  /** Viewers on whose screens it came off the top for that. */
  unpinned: number;
}

interface Joined {
  p99Ms: number;
  failed: number;
  /** How many were told all of the room, and not only what they had missed. */
  snapshots: number;
}

export type Report =
  ({ did: 'join' } & Joined) | ({ did: 'cut' } & Joined) | ({ did: 'tell' } & Heard) | { did: 'round' };

const FACTS = Buffer.from('{"t":"facts"');
const RESUME = Buffer.from('{"t":"resume"');
const STATE = Buffer.from('{"t":"state"');
const SNAPSHOT = Buffer.from('{"t":"snapshot"');
const UPGRADED = Buffer.from('\r\n\r\n');
const JOINS_SLICE_MS = 20;
const BACK_WITHIN_MS = 1_000;
const PATIENCE_MS = 60_000;
const AGAIN_MS = 300;

interface Viewer {
  socket: Socket;
  rest: Buffer;
  upgraded: boolean;
  seq: number;
  epoch: string;
  wrong: boolean;
  /** Pieces of the one thing that is sold; not known before it is told. */
  left: number | undefined;
  unpinned: boolean;
  joined?: ((snapshot: boolean) => void) | undefined;
}

let order = { port: 0, path: '' };
const viewers: Viewer[] = [];
let latencies = new Latencies();
let facts = 0;
/** Of the round: who has heard it. */
let heardInRound = 0;
/** The last facts that were read, for the thousands who get the same. */
let known: { bytes: Buffer; at: number; first: number; last: number; soldOut: boolean } | undefined;
let knownState: { bytes: Buffer; left: number | undefined } | undefined;

process.on('message', (told: Order) => void follow(told));

async function follow(told: Order): Promise<void> {
  if (told.do === 'join') {
    order = told;
    report({ did: 'join', ...(await joinAll(told.count, told.perSecond)) });
  } else if (told.do === 'cut') {
    report({ did: 'cut', ...(await cut(told.count)) });
  } else if (told.do === 'listen') {
    latencies = new Latencies();
    facts = 0;
    for (const viewer of viewers) viewer.wrong = false;
  } else {
    const howMany = (what: (viewer: Viewer) => boolean) => viewers.filter(what).length;
    report({
      ...{ did: 'tell', facts, p50Ms: latencies.within(0.5), p99Ms: latencies.within(0.99) },
      wrong: howMany(({ wrong }) => wrong),
      soldOut: howMany(({ left }) => left === 0),
      unpinned: howMany(({ unpinned }) => unpinned),
    });
  }
}

async function joinAll(count: number, perSecond: number) {
  const perSlice = Math.ceil((perSecond * JOINS_SLICE_MS) / 1_000);
  const joining: Promise<Came>[] = [];
  while (joining.length < count) {
    const now = Math.min(perSlice, count - joining.length);
    joining.push(...Array.from({ length: now }, () => join()));
    await sleep(JOINS_SLICE_MS);
  }
  return within(await Promise.allSettled(joining));
}

async function cut(count: number) {
  const lost = viewers.splice(0, count);
  for (const { socket } of lost) socket.destroy();
  const back = lost.map(async (viewer) => {
    await sleep(Math.random() * BACK_WITHIN_MS);
    return join(viewer);
  });
  return within(await Promise.allSettled(back));
}

interface Came {
  tookMs: number;
  snapshot: boolean;
}

function within(joined: PromiseSettledResult<Came>[]): Joined {
  const took = new Latencies();
  let snapshots = 0;
  for (const one of joined) {
    if (one.status === 'rejected') continue;
    took.add(one.value.tookMs);
    if (one.value.snapshot) snapshots += 1;
  }
  return { p99Ms: took.within(0.99), failed: joined.length - took.count, snapshots };
}

/** How long it took until the room was there; who is sent away before asks again, as clients do. */
function join(earlier?: Viewer): Promise<Came> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let over = false;
    const patience = setTimeout(() => {
      over = true;
      reject(new Error('not joined'));
    }, PATIENCE_MS);
    const attempt = () => {
      const viewer = call(earlier, (snapshot) => {
        clearTimeout(patience);
        viewers.push(viewer);
        resolve({ tookMs: performance.now() - began, snapshot });
      });
      viewer.socket.once('close', () => {
        if (viewer.joined && !over) setTimeout(attempt, AGAIN_MS);
      });
    };
    attempt();
  });
}

function call(earlier: Viewer | undefined, joined: (snapshot: boolean) => void): Viewer {
  const socket = connect(order.port, '127.0.0.1');
  const { seq = 0, epoch = '', wrong = false, left, unpinned = false } = earlier ?? {};
  const viewer: Viewer = { socket, rest: Buffer.alloc(0), upgraded: false, seq, epoch, wrong, left, unpinned, joined };
  socket.setNoDelay(true);
  socket.on('error', () => {}); // A close follows.
  socket.on('data', (bytes) => hear(viewer, bytes));
  socket.write(
    `GET ${order.path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  return viewer;
}

function hear(viewer: Viewer, bytes: Buffer): void {
  let all = viewer.rest.length > 0 ? Buffer.concat([viewer.rest, bytes]) : bytes;
  if (!viewer.upgraded) {
    const end = all.indexOf(UPGRADED);
    if (end < 0) return void (viewer.rest = all);
    viewer.upgraded = true;
    all = all.subarray(end + UPGRADED.length);
    const { epoch, seq } = viewer;
    const seen = epoch === '' ? {} : { epoch, seq, at: Date.now() };
    viewer.socket.write(clientFrame(JSON.stringify({ t: 'hello', v: 1, ...seen })));
  }
  viewer.rest = readFrames(
    all,
    (payload) => take(viewer, payload),
    (pong) => viewer.socket.write(pong),
  );
}

function take(viewer: Viewer, payload: Buffer): void {
  if (startsWith(payload, FACTS)) takeFacts(viewer, payload);
  else if (startsWith(payload, STATE)) takeState(viewer, payload);
  else if (startsWith(payload, SNAPSHOT) || startsWith(payload, RESUME)) {
    const { epoch, seq } = JSON.parse(payload.toString()) as { epoch: string; seq: number };
    [viewer.epoch, viewer.seq] = [epoch, seq];
    viewer.joined?.(startsWith(payload, SNAPSHOT));
    viewer.joined = undefined;
  }
}

function takeFacts(viewer: Viewer, payload: Buffer): void {
  if (!known || !known.bytes.equals(payload)) {
    const said = (JSON.parse(payload.toString()) as { facts: Fact[] }).facts;
    const [first, last] = [said[0], said.at(-1)];
    known = {
      ...{ bytes: Buffer.from(payload), at: first?.at ?? 0, first: first?.seq ?? 0, last: last?.seq ?? 0 },
      soldOut: said.some((fact) => fact.kind === 'UNPINNED' && fact.body.reason === 'SOLD_OUT'),
    };
    heardInRound = 0;
  }
  // The bare server counts nothing and says so with zero.
  if (known.first > 0 && known.first !== viewer.seq + 1) viewer.wrong = true;
  viewer.seq = known.last;
  viewer.unpinned ||= known.soldOut;
  facts += known.last - known.first + 1;
  latencies.add(performance.timeOrigin + performance.now() - known.at);
  heardInRound += 1;
  if (heardInRound === viewers.length) report({ did: 'round' });
}

function takeState(viewer: Viewer, payload: Buffer): void {
  if (!knownState || !knownState.bytes.equals(payload)) {
    const { items } = JSON.parse(payload.toString()) as { items: Item[] };
    knownState = { bytes: Buffer.from(payload), left: items.at(-1)?.available };
  }
  viewer.left = knownState.left ?? viewer.left;
}

const startsWith = (payload: Buffer, start: Buffer) => payload.subarray(0, start.length).equals(start);

const report = (one: Report) => process.send?.(one);
