import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import { AccountId, EpisodeId, LiveSessionId } from '#kernel/id.js';
import { roomSubject } from '#messaging/subjects.js';
import type { Fact } from '#room/protocol.js';
import { cpuOf, residentOf } from '../meters.js';
import type { Sku } from '../seed.js';
import type { Stage } from '../stage.js';
import type { Heard, Order, Report } from './room/viewers.js';

export const VIEWERS = 5_000;
export const CUT = 2_000;
const PINS_PER_S = 5;
const JOINS_PER_S = 1_000;
const CALM_MS = 2_000;
// Of both, before they are compared: thousands have just come, gone and come again.
const WARM_UP_TURNS = 2;
// The yardstick's memory is managed as ours is.
const AS_THE_GATEWAY = ['--enable-source-maps', '--max-semi-space-size=8'];

export interface RoomRun {
  /** Everybody comes in; how many snapshots were built for it, in how long. */
  join: { p99Ms: number; failed: number; builds: number; seconds: number };
  /** Five pins a second through the whole system, from the commit in the database to every viewer. */
  commerce: Heard & { told: number };
  /** So many of them are cut and come back within a second. */
  resume: { p99Ms: number; failed: number; builds: number; wrong: number };
  /** One fact after the other as fast as all have heard the one before; and the package "ws" in a loop, by turns. */
  fanOut: { ours: Turn[]; bare: Turn[] };
  residentKbPerViewer: number;
}

export interface Turn {
  deliveriesPerS: number;
  deliveriesPerCpuS: number;
}

type Say = (line: string) => void;

/** P5: a room of thousands. */
export async function room(
  stage: Stage,
  { rounds, seconds }: { rounds: number; seconds: number },
  say: Say,
): Promise<RoomRun> {
  const show = await Show.begin(stage);
  const gateway = stage.system.service('gateway');
  const [before] = Object.values(residentOf([gateway]));
  const viewers = Crowd.of(Number(new URL(stage.system.url).port), `/api/live-sessions/${show.liveSessionId}/room`);
  const bare = await Bare.start();
  const bareViewers = Crowd.of(bare.port, '/');
  try {
    const began = performance.now();
    const joined = await show.counting(() => viewers.join(VIEWERS));
    const join = { ...joined, seconds: (performance.now() - began) / 1_000 };
    say(
      `P5 ${VIEWERS} joined, p99 ${join.p99Ms.toFixed(0)} ms, ${join.builds} snapshots in ${join.seconds.toFixed(1)} s`,
    );
    await sleep(CALM_MS);
    const [after] = Object.values(residentOf([gateway]));

    await viewers.listen();
    const told = await show.pins(seconds);
    await sleep(CALM_MS);
    const commerce = { ...(await viewers.tell()), told };
    say(`P5 commerce: p50 ${commerce.p50Ms.toFixed(0)}, p99 ${commerce.p99Ms.toFixed(0)} ms`);

    await viewers.listen();
    const pinning = show.pins(seconds);
    const back = await show.counting(() => viewers.cut(CUT));
    await pinning;
    await sleep(CALM_MS);
    const resume = { ...back, wrong: (await viewers.tell()).wrong };
    say(`P5 resume of ${CUT}: p99 ${resume.p99Ms.toFixed(0)} ms, ${resume.builds} snapshots`);

    await bareViewers.join(VIEWERS);
    const fanOut: RoomRun['fanOut'] = { ours: [], bare: [] };
    const inject = await show.injector();
    for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) {
      await lockstep(viewers, gateway, seconds, inject.say);
      await lockstep(bareViewers, bare, seconds, (text) => bare.say(text));
    }
    for (let round = 1; round <= rounds; round += 1) {
      fanOut.ours.push(await lockstep(viewers, gateway, seconds, inject.say));
      fanOut.bare.push(await lockstep(bareViewers, bare, seconds, (text) => bare.say(text)));
      say(
        `P5 round ${round}: ${fanOut.ours.at(-1)?.deliveriesPerCpuS.toFixed(0)} deliveries per CPU second, bare ws ${fanOut.bare.at(-1)?.deliveriesPerCpuS.toFixed(0)}`,
      );
    }
    await inject.end();
    const residentKbPerViewer = (((after ?? 0) - (before ?? 0)) * 1_024) / VIEWERS;
    return { join, commerce, resume, fanOut, residentKbPerViewer };
  } finally {
    for (const one of [viewers, bareViewers, bare]) one.end();
  }
}

/** The next fact goes out when everybody has the last one. */
async function lockstep(
  viewers: Crowd,
  server: { name: string; pid: number | undefined },
  seconds: number,
  say: (text: string, fact: Fact) => void,
): Promise<Turn> {
  const cpu = () => cpuOf([server])[server.name] ?? 0;
  const used = cpu();
  const began = performance.now();
  let rounds = 0;
  for (; performance.now() - began < seconds * 1_000; rounds += 1) {
    const told = viewers.round();
    const fact = nextFact();
    say(JSON.stringify({ t: 'facts', at: Date.now(), facts: [{ ...fact, seq: 0 }] }), fact);
    await told;
  }
  const took = (performance.now() - began) / 1_000;
  const deliveries = rounds * VIEWERS;
  return { deliveriesPerS: deliveries / took, deliveriesPerCpuS: deliveries / ((cpu() - used) / 1_000) };
}

const skuId = LiveSessionId.new();
const nextFact = (): Fact => ({
  ...{ seq: 0, kind: 'PINNED', at: Date.now() },
  body: { skuId, episodeId: EpisodeId.new() },
});

/** Of one company. */
const twoOf = (skus: Sku[]) => skus.filter(({ companyId }) => companyId === skus[0]?.companyId).slice(0, 2);

/** A session on air, with goods to pin by turns. */
export class Show {
  private constructor(
    private readonly stage: Stage,
    private readonly companyId: string,
    readonly liveSessionId: string,
    private readonly skuIds: string[],
  ) {}

  static async begin(stage: Stage, goods = twoOf(stage.skus)): Promise<Show> {
    const [first] = goods;
    const show = new Show(
      stage,
      first?.companyId ?? '',
      LiveSessionId.new(),
      goods.map((sku) => sku.skuId),
    );
    const { liveSessionId, skuIds } = show;
    const accountId = AccountId.new();
    await show.ask('POST', '/accounts', { accountId, platform: 'tianjian', name: '甘小胖在田间' });
    await show.ask('POST', '/live-sessions', { accountId, liveSessionId, title: '苹果专场' });
    await show.ask('PUT', `/live-sessions/${liveSessionId}/bag`, { skuIds });
    await show.ask('POST', `/live-sessions/${liveSessionId}/start`, {});
    return show;
  }

  /** Pins at an even pace; how many facts that were. */
  async pins(seconds: number): Promise<number> {
    const before = await this.head();
    const count = seconds * PINS_PER_S;
    const began = performance.now();
    for (let turn = 0; turn < count; turn += 1) {
      await sleep(Math.max(0, began + (turn * 1_000) / PINS_PER_S - performance.now()));
      await this.pin(turn);
    }
    return (await this.head()) - before;
  }

  pin(turn = 0): Promise<void> {
    const { liveSessionId, skuIds } = this;
    return this.ask('PUT', `/live-sessions/${liveSessionId}/pin`, { skuId: skuIds[turn % skuIds.length] });
  }

  private async head(): Promise<number> {
    const [row] = await this.stage.sql<{ seq: string }>(
      'livestream',
      'SELECT room_seq AS seq FROM live_session WHERE live_session_id = $1',
      [this.liveSessionId],
    );
    return Number(row?.seq);
  }

  /** What `work` gives, and how many snapshots livestream built meanwhile. */
  async counting<T>(work: () => Promise<T>): Promise<T & { builds: number }> {
    const before = await this.built();
    const done = await work();
    return { ...done, builds: (await this.built()) - before };
  }

  /** Says facts on the broker as livestream does, numbered on from where the room is. */
  async injector(): Promise<{ say: (text: string, fact: Fact) => void; end(): Promise<void> }> {
    const { system } = this.stage;
    const nats = await connect({
      servers: String(system.operatorEnv['NATS_URL']),
      ...{ user: 'livestream', pass: String(system.secrets.broker['livestream']) },
    });
    let seq = await this.head();
    return {
      say: (_, fact) => {
        seq += 1;
        nats.publish(roomSubject(this.liveSessionId, 'fact'), JSON.stringify({ ...fact, seq }));
      },
      end: () => nats.close(),
    };
  }

  private async built(): Promise<number> {
    const { pid } = this.stage.system.service('livestream');
    const [, port] = /HEALTH_PORT=(\d+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? [];
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const counts = metrics.matchAll(/^tianjian_rpc_seconds_count\{method="[^"]*Room\.Snapshot"[^}]*\} (\d+)/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  private async ask(method: string, path: string, body: object): Promise<void> {
    const { companyId } = this;
    const token = this.stage.buyers.seller(companyId);
    const response = await fetch(`${this.stage.system.url}/api/companies/${companyId}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ companyId, ...body }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
}

/** Thousands of viewers in a process of their own. */
export class Crowd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly path: string,
  ) {}

  static of(port: number, path: string): Crowd {
    return new Crowd(fork(fileURLToPath(new URL('room/viewers.js', import.meta.url))), port, path);
  }

  join(count: number) {
    return this.order({ do: 'join', port: this.port, path: this.path, count, perSecond: JOINS_PER_S }, 'join');
  }

  cut(count: number) {
    return this.order({ do: 'cut', count }, 'cut');
  }

  async listen(): Promise<void> {
    this.child.send({ do: 'listen' } satisfies Order);
    await sleep(0);
  }

  tell() {
    return this.order({ do: 'tell' }, 'tell');
  }

  /** Until everybody has heard something. */
  async round(): Promise<void> {
    await this.reported('round');
  }

  end(): void {
    this.child.kill('SIGKILL');
  }

  private async order<D extends Report['did']>(order: Order, did: D) {
    const done = this.reported(did);
    this.child.send(order);
    return done;
  }

  private reported<D extends Report['did']>(did: D): Promise<Extract<Report, { did: D }>> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the viewers are gone'));
      const hear = (report: Report) => {
        if (report.did !== did) return;
        this.child.off('message', hear).off('exit', gone);
        resolve(report as Extract<Report, { did: D }>);
      };
      this.child.on('message', hear).once('exit', gone);
    });
  }
}

class Bare {
  readonly name = 'bare ws';

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(): Promise<Bare> {
    const child = fork(fileURLToPath(new URL('room/bare.js', import.meta.url)), { execArgv: AS_THE_GATEWAY });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Bare(child, port);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  say(text: string): void {
    this.child.send(text);
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}
