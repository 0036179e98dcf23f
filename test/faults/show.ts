import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Way } from '#room/client.js';
import type { Fact } from '#room/protocol.js';
import type { LiveSession } from '../journeys/answers.js';
import { Buyer, checkoutOf, givenBuyers, of } from '../journeys/buyer.js';
import { Refused, type Door } from '../journeys/door.js';
import { Spectator } from '../journeys/room-show.js';
import { givenShop, type OnSale, type Shop } from '../journeys/shop.js';
import { eventually, times, type WholeSystem } from '../journeys/whole-system.js';
import { Balancer } from './balancer.js';
import { brokenBooks } from './books.js';
import type { Dice } from './dice.js';
import { Filmed } from './filmed.js';
import { Patience } from './patience.js';

/** What happens to whom; "network": half of the viewers lose their line at once. */
export const EACH_ONCE = [
  ...['gateway killed', 'gateway-2 stopped', 'livestream killed', 'NATS killed', 'Redis killed', 'PostgreSQL killed'],
  'network cut',
];
export const EVERY_WAY = [
  ...EACH_ONCE,
  'gateway stopped',
  'gateway-2 killed',
  'livestream stopped',
  'catalog killed',
  'media-edge killed',
];

interface ShowOptions {
  dice: Dice;
  troubles: string[];
  /** How often each trouble comes. */
  rounds: number;
  /** How many facts are told between two troubles. */
  factsBetween: [number, number];
  viewers: number;
  /** Whether it is streamed, too. */
  filmed?: boolean;
}

interface Trouble {
  afterFacts: number;
  afterMs: number;
  what: string;
}

/** Every trouble once a round, in an order that chance decides. */
export const troublesOf = ({
  dice,
  troubles,
  rounds,
  factsBetween,
}: Omit<ShowOptions, 'viewers' | 'filmed'>): Trouble[] =>
  times(rounds, () => dice.shuffled(troubles))
    .flat()
    .map((what) => ({ afterFacts: dice.whole(...factsBetween), afterMs: dice.whole(0, MOMENT_MS), what }));

const PATIENCE_MS = 300_000;
const MOMENT_MS = 300;
const LOOK_MS = 20;
const HOST_PAUSE_MS = 60;
const STAYS_MS: [number, number] = [800, 6_000];
const CUT_PERCENT = 50;
const BUYERS = 2;
const BUYER_PAUSE_MS = 100;
const PIECES = 9_999;
const SCARCE = 12;
const FLASH_SHARE = 20;
const FAIR_REFUSALS = [
  ...['stock.sold_out', 'offer.another_open', 'offer.limit_reached', 'session.not_live', 'order.expired'],
];

/**
 * A host pins, flashes and sells through two gateways while everything is killed and stopped in turn, and viewers on
 * sockets, events and polling come, go and are cut off. Then everybody must have heard every fact of the database,
 * once and in order, and see the same room.
 */
export async function show(system: WholeSystem, options: ShowOptions): Promise<string[]> {
  const { dice, viewers, troubles, rounds, filmed = false } = options;
  const balancer = await Balancer.before(system.running.urls, dice.own());
  let crowd: Watcher[] = [];
  let film: Filmed | undefined;
  try {
    const stage = await Staged.build(system, balancer, dice);
    crowd = times(viewers, (nth) => new Watcher(balancer.url, stage.session.liveSessionId, nth, dice.own()));
    await Promise.all(crowd.map(({ spectator }) => spectator.looking()));
    const began = Date.now();

    let over = false;
    const until = () => over;
    film = filmed ? await Filmed.of(system, stage.shop, stage.session) : undefined;
    const filming = film ? [film.goesOn(until)] : [];
    const going = [
      ...filming,
      stage.hosts(until),
      ...stage.buys(until),
      ...crowd.map((one) => one.comesAndGoes(until)),
    ];
    await Promise.race([trouble(system, balancer, stage, troublesOf(options)), Promise.all(going)]);
    over = true;
    await Promise.all(going);
    const tookS = Math.round((Date.now() - began) / 1_000);

    await stage.goesOffAir();
    const kept = film ? [await film.isWhole()] : [];
    const facts = await stage.facts();
    const counts = await everybodyHeardAll(system, stage, crowd, facts);
    expect(stage.patience.wrong).toEqual([]);
    expect(await brokenBooks(system, '90s')).toEqual([]);
    return [
      `${rounds * troubles.length} troubles (${rounds} of each: ${troubles.join(', ')}) in ${tookS} s`,
      `${facts.length} facts, ${stage.sold} orders; ${counts}`,
      `host and buyers heard: ${stage.patience}`,
      ...kept,
    ];
  } finally {
    for (const { spectator } of crowd) spectator.client.close();
    await film?.packsUp();
    await balancer.close();
  }
}

async function trouble(system: WholeSystem, balancer: Balancer, stage: Staged, troubles: Trouble[]): Promise<void> {
  for (const { afterFacts, afterMs, what } of troubles) {
    const [victim = '', how] = what.split(' ');
    const facts = stage.told + afterFacts;
    while (stage.told < facts) await sleep(LOOK_MS);
    await sleep(afterMs);
    if (victim === 'network') balancer.cut(CUT_PERCENT);
    else {
      const service = system.running.service(victim);
      await service.ready();
      // As a fault, or as a deploy: either way somebody starts it again.
      await service.kill(how === 'killed' ? 'SIGKILL' : 'SIGTERM');
    }
  }
}

/** A session on air, with its host and its buyers. */
class Staged {
  readonly patience = new Patience(PATIENCE_MS);
  sold = 0;
  /** Facts the host has brought about, as far as the host knows. */
  told = 0;
  private readonly offers: string[] = [];

  private constructor(
    private readonly system: WholeSystem,
    readonly shop: Shop,
    private readonly host: Door,
    private readonly buyers: Buyer[],
    private readonly goods: OnSale[],
    readonly session: LiveSession,
    private readonly dice: Dice,
  ) {}

  static async build(system: WholeSystem, balancer: Balancer, dice: Dice): Promise<Staged> {
    const shop = await givenShop(system);
    const goods = [
      await shop.sells({ lots: [{ pieces: PIECES }] }),
      await shop.sells({ title: '花牛苹果', lots: [{ pieces: PIECES }] }),
      await shop.sells({ title: '当归', lots: [{ pieces: SCARCE }] }),
    ];
    const session = await shop.goesLive(goods);
    const buyers = await givenBuyers(system, BUYERS);
    const through = buyers.map(({ person }) => new Buyer({ ...person, door: person.door.at(balancer.url) }));
    return new Staged(system, shop, shop.door.at(balancer.url), through, goods, session, dice.own());
  }

  /** Pins, opens flash offers and ends them, lets chat be slow or fast, until it is over. */
  async hosts(over: () => boolean): Promise<void> {
    let pinned = -1;
    let slowModeS = 0;
    while (!over()) {
      const chance = this.dice.next();
      if (chance < 0.15) await this.flashes();
      else if (chance < 0.25) {
        slowModeS = slowModeS === 0 ? 5 : 0;
        const actId = randomUUID();
        await this.does(() => this.host.put(this.path('/chat/settings'), { actId, slowModeS }));
      } else if (chance < 0.3) {
        pinned = -1;
        await this.does(() => this.host.put(this.path('/pin'), { skuId: '' }));
      } else {
        pinned = (pinned + this.dice.whole(1, 2)) % this.goods.length;
        await this.does(() => this.host.put(this.path('/pin'), { skuId: this.goods[pinned]?.skuId }));
      }
      await sleep(HOST_PAUSE_MS);
    }
  }

  buys(over: () => boolean): Promise<void>[] {
    return this.buyers.map(async (buyer) => {
      const dice = this.dice.own();
      while (!over()) {
        const checkout = checkoutOf([of(dice.pick(this.goods))], { liveSessionId: this.session.liveSessionId });
        const paid = await this.fairly(async () => {
          const { payment } = await this.patience.insist(() => buyer.place(checkout));
          await this.patience.insist(() => buyer.pay(payment));
        });
        if (paid) this.sold += 1;
        await sleep(BUYER_PAUSE_MS);
      }
    });
  }

  /** With every offer at its end. */
  async goesOffAir(): Promise<void> {
    await Promise.all(this.system.running.processes.map((one) => one.ready()));
    await this.patience.insist(() => this.host.post(this.path('/end')));
    await eventually('all offers closed', async () => {
      const open = await this.system.sql('livestream', "SELECT FROM flash_offer WHERE status <> 'CLOSED'");
      return open.length === 0;
    });
  }

  /** As the database has them. */
  async facts(): Promise<Fact[]> {
    const facts = await this.system.sql<Fact>(
      'livestream',
      `SELECT seq::int, kind, floor(extract(epoch FROM at) * 1000)::float8 AS at, body
       FROM room_fact WHERE live_session_id = $1 ORDER BY seq`,
      [this.session.liveSessionId],
    );
    // What the host was told that it is done is among them, each once.
    for (const kind of ['FLASH_OPENED', 'FLASH_CLOSED'] as const) {
      const told = facts.filter((fact) => fact.kind === kind).map(({ body }) => (body as { offerId: string }).offerId);
      expect(told.filter((offerId) => this.offers.includes(offerId))).toEqual(this.offers);
      expect(new Set(told).size).toBe(told.length);
    }
    return facts;
  }

  private async flashes(): Promise<void> {
    const { skuId, priceFen } = this.goods[this.dice.whole(0, 1)]!;
    const offerId = randomUUID();
    const offer = {
      offerId,
      skuId,
      priceFen: String(priceFen - 500),
      share: FLASH_SHARE,
      perBuyerLimit: 2,
      lastsS: 600,
    };
    if (!(await this.does(() => this.host.post(this.path('/flash-offers'), offer)))) return;
    this.offers.push(offerId);
    await sleep(HOST_PAUSE_MS * this.dice.whole(1, 10));
    await this.does(() => this.host.post(this.path(`/flash-offers/${offerId}/stop`)));
  }

  private async does(act: () => Promise<unknown>): Promise<boolean> {
    const done = await this.fairly(() => this.patience.insist(act));
    if (done) this.told += 1;
    return done;
  }

  private async fairly(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Refused && FAIR_REFUSALS.includes(error.code)) return false;
      throw error;
    }
  }

  private path = (rest: string) => this.shop.path(`/live-sessions/${this.session.liveSessionId}${rest}`);
}

/** Somebody who watches by one way, and whose line breaks now and then. */
class Watcher {
  readonly spectator: Spectator;
  readonly way: Way;

  constructor(
    url: string,
    liveSessionId: string,
    nth: number,
    private readonly dice: Dice,
  ) {
    this.way = nth % 6 === 4 ? 'events' : nth % 6 === 5 ? 'poll' : 'socket';
    this.spectator = new Spectator({ url, liveSessionId, ways: [this.way], random: () => dice.next() });
  }

  async comesAndGoes(over: () => boolean): Promise<void> {
    while (!over()) {
      const until = Date.now() + this.dice.whole(...STAYS_MS);
      while (!over() && Date.now() < until) await sleep(LOOK_MS);
      if (!over()) this.spectator.client.reconnect();
    }
  }
}

async function everybodyHeardAll(
  system: WholeSystem,
  { session }: Staged,
  crowd: Watcher[],
  facts: Fact[],
): Promise<string> {
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, at) => at + 1));
  const head = facts.length;
  for (const { spectator } of crowd) {
    await eventually('everything heard', async () => spectator.view.seq === head, { within: PATIENCE_MS });
    const [first] = spectator.facts;
    expect(spectator.facts).toEqual(facts.slice(first ? first.seq - 1 : head));
    // One snapshot, when they came: whatever broke, they went on where they were.
    expect(spectator.frames.filter(({ t }) => t === 'snapshot')).toHaveLength(1);
    expect(first?.seq).toBeLessThanOrEqual(4);
  }
  for (const url of system.running.urls) {
    const late = await new Spectator({ url, liveSessionId: session.liveSessionId }).looking();
    const shown = () => roomOf(late);
    for (const { spectator } of crowd) {
      await eventually('the same room', async () => JSON.stringify(roomOf(spectator)) === JSON.stringify(shown()));
    }
    late.client.close();
  }
  const resumes = crowd.flatMap(({ spectator }) => spectator.frames.filter(({ t }) => t === 'resume')).length;
  const by = (way: Way) => crowd.filter((one) => one.way === way).length;
  return `${by('socket')} viewers by socket, ${by('events')} by events, ${by('poll')} by polling, who came back ${resumes} times: all facts, once, in order`;
}

/** What is bought from; chat and counts may differ for a moment. */
const roomOf = ({ view }: Spectator) => ({
  ...{ seq: view.seq, skuIds: view.skuIds, pinned: view.pinned, flash: view.flash },
  // That it is sealed nobody in the room is told: it is over either way.
  status: view.session.status.replace('SEALED', 'ENDED'),
  ...{ mutedAll: view.mutedAll, slowModeS: view.slowModeS, host: view.host, coupons: view.coupons },
  items: view.skuIds.map((skuId) => view.items[skuId]),
});
