import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem } from '#problems/problem.js';
import type { ChatLine, Fact, Item, ServerFrame, SnapshotFrame, SocialFrame, SocialSaid } from '#room/protocol.js';
import { Batch } from './batch.js';
import { Said } from './said.js';
import { Silenced } from './silenced.js';
import type { Source } from './source.js';
import type { Viewer } from './viewer.js';

/** What a viewer had when their line broke. */
export interface Seen {
  epoch: string;
  seq: number;
  /** Server time of the last frame; 0: unknown. */
  at: number;
}

interface Snapshot {
  at: number;
  frame: SnapshotFrame;
  said: Said;
}

const SNAPSHOT_FRESH_MS = 250;
const RING_MAX = 512;
const RESUME_MAX = 500;
const CHAT_KEPT = 30;
// Between two turns of the event loop, so that orders and pings do not wait for a room of thousands.
const TOLD_AT_ONCE = 1_000;
const STATE_BUSY_MS = 250;
const STATE_IDLE_MS = 1_000;
const STATE_WHOLE_MS = 2_000;
const BUSY_FOR_MS = 5_000;
// Clocks of two gateways may differ by so much, and what is told again does no harm.
const SINCE_SLACK_MS = 2_000;
const IDLE_MS = 30_000;

/**
 * A room on this gateway. Facts come over the broker and are numbered by whoever committed them; what is missing is
 * asked for. Each flush is encoded once and written to everybody.
 */
export class Room {
  readonly viewers = new Set<Viewer>();
  private opening: Promise<void> | undefined;
  private epoch = '';
  /** The last fact that is here with all before it. */
  private head = 0;
  /** The last facts up to `head`. */
  private ring: Fact[] = [];
  /** Facts whose forerunners are not here yet. */
  private readonly early = new Map<number, Fact>();
  private catchingUp: Promise<boolean> | undefined;
  private snapshot: Promise<Snapshot> | undefined;
  private snapshotAt = 0;
  private readonly items = new Map<string, { item: Item; text: string; changedAt: number }>();
  private flash: { offerId: string; left: number } | undefined;
  private chat: ChatLine[] = [];
  private readonly silenced: Silenced;
  private likes = 0;
  private here = 0;
  private facts: Fact[] = [];
  private changedItems = new Set<string>();
  private flashChanged = false;
  private flashAt = 0;
  private social: Omit<SocialFrame, 't' | 'at'> = {};
  private socialDue = false;
  private headDue = false;
  private flushing = false;
  private stateAt = 0;
  private wholeAt = 0;
  private asking = false;
  private changedAt = 0;
  private usedAt = Date.now();

  constructor(
    readonly liveSessionId: string,
    private readonly source: Source,
  ) {
    this.silenced = new Silenced(liveSessionId);
  }

  /** Problems: not_found, unavailable. */
  async join(viewer: Viewer, seen: Seen | undefined): Promise<void> {
    const frames = await this.upToNow(seen);
    // From here on without a pause: nothing may come in between.
    const said = frames();
    if (viewer.gone) return;
    viewer.hear(...said.said, this.silenced.said(viewer));
    viewer.seq = said.seq;
    this.viewers.add(viewer);
  }

  leave(viewer: Viewer): void {
    this.viewers.delete(viewer);
    this.usedAt = Date.now();
  }

  /** For who asks now and then. Problems: not_found, unavailable. */
  async poll(seen: Seen | undefined): Promise<Said[]> {
    return (await this.upToNow(seen))().said;
  }

  /** The facts after one of them, for who found a hole. */
  async mend(viewer: Viewer, after: number): Promise<void> {
    if (after > this.head) await this.catchUp();
    const facts = this.factsAfter(after);
    if (facts) viewer.say(this.resumeOf(facts));
    else {
      // Older than what is remembered: all of it anew.
      const { said } = (await this.upToNow(undefined))();
      viewer.hear(...said);
    }
  }

  get isIdle(): boolean {
    return this.viewers.size === 0 && Date.now() - this.usedAt > IDLE_MS;
  }

  // --- what is heard

  hearFacts(facts: Fact[]): void {
    for (const fact of facts) if (fact.seq > this.head) this.early.set(fact.seq, fact);
    if (this.epoch === '') return; // Where they begin is not known yet.
    for (let next = this.early.get(this.head + 1); next; next = this.early.get(this.head + 1)) {
      this.early.delete(next.seq);
      this.head = next.seq;
      this.ring.push(next);
      if (this.ring.length > RING_MAX) this.ring.shift();
      this.facts.push(next);
      if (next.kind === 'BAG_CHANGED') this.wholeAt = 0;
      this.changedAt = Date.now();
    }
    for (const seq of this.early.keys()) if (seq <= this.head) this.early.delete(seq);
    if (this.early.size > 0) void this.catchUp();
    if (this.facts.length > 0) this.flush();
  }

  hearSocial(said: SocialSaid): void {
    if (said.kind === 'CHAT') {
      this.chat = [...this.chat, said.line].slice(-CHAT_KEPT);
      this.social.chat = [...(this.social.chat ?? []), said.line];
    } else if (said.kind === 'RETRACTED') {
      this.chat = this.chat.filter(({ lineId }) => lineId !== said.lineId);
      this.social.retracted = [...(this.social.retracted ?? []), said.lineId];
      if (this.social.chat) this.social.chat = this.social.chat.filter(({ lineId }) => lineId !== said.lineId);
    } else if (said.kind === 'SILENCED') {
      this.silenced.hear(said, this.viewers);
    } else if (said.total > this.likes) {
      this.likes = said.total;
      this.social.likes = said.total;
    }
  }

  hearCount(viewers: number): void {
    if (viewers === this.here) return;
    this.here = viewers;
    this.social.viewers = viewers;
  }

  // --- what comes by itself

  /** Every 100 ms. */
  tick(now: number): void {
    this.socialDue = Object.keys(this.social).length > 0;
    if (this.socialDue) this.flush();
    const every = now - this.changedAt < BUSY_FOR_MS ? STATE_BUSY_MS : STATE_IDLE_MS;
    if (this.epoch !== '' && !this.asking && now - this.stateAt >= every) void this.askState(now);
  }

  /** Now and then: that all is well, and how far the facts are. */
  tellHead(): void {
    if (this.epoch === '') return;
    this.headDue = true;
    this.flush();
  }

  // --- how it is done

  /** Makes ready what brings a viewer up to date; the function that is returned says it as of its call. */
  private async upToNow(seen: Seen | undefined): Promise<() => { said: Said[]; seq: number }> {
    this.usedAt = Date.now();
    await this.open();
    if (seen && seen.epoch === this.epoch) {
      // Who has seen more than can be read now must not be told what was: they would hear it all again.
      if (seen.seq > this.head && !(await this.catchUp())) throw new Problem('unavailable', { retryAfterS: 1 });
      if (seen.seq <= this.head && this.head - seen.seq <= RESUME_MAX && this.factsAfter(seen.seq)) {
        return () => this.resumed(seen) ?? { said: [], seq: seen.seq };
      }
    }
    const { at, frame, said } = await this.freshSnapshot();
    return () => {
      const missed = [...this.factsSince(frame), ...this.stateSince(at), ...this.socialSince(frame)];
      return { said: [said, ...Said.of(...missed)], seq: Math.max(frame.seq, this.head) };
    };
  }

  // A snapshot is shared for a while: what was told to everybody meanwhile is told after it.

  private factsSince({ seq }: SnapshotFrame): ServerFrame[] {
    const facts = this.factsAfter(seq) ?? [];
    return facts.length > 0 ? [{ t: 'facts', at: Date.now(), facts }] : [];
  }

  private stateSince(since: number): ServerFrame[] {
    const items = [...this.items.values()].filter(({ changedAt }) => changedAt > since).map(({ item }) => item);
    if (items.length === 0 && this.flashAt <= since) return [];
    return [{ t: 'state', at: Date.now(), items, ...(this.flash ? { flash: this.flash } : {}) }];
  }

  private socialSince({ chat: shown }: SnapshotFrame): ServerFrame[] {
    const chat = this.chat.filter((line) => !shown.includes(line));
    return chat.length > 0 ? [{ t: 'social', at: Date.now(), chat }] : [];
  }

  private resumed(seen: Seen): { said: Said[]; seq: number } | undefined {
    const facts = this.factsAfter(seen.seq);
    if (!facts) return undefined;
    const since = seen.at - SINCE_SLACK_MS;
    const items = [...this.items.values()].filter(({ changedAt }) => changedAt >= since).map(({ item }) => item);
    const chat = this.chat.filter(({ at }) => at >= since);
    const at = Date.now();
    const frames: ServerFrame[] = [
      this.resumeOf(facts),
      { t: 'state', at, items, ...(this.flash ? { flash: this.flash } : {}) },
      { t: 'social', at, chat, likes: this.likes, viewers: this.here },
    ];
    return { said: Said.of(...frames), seq: this.head };
  }

  private resumeOf(facts: Fact[]): ServerFrame {
    return { t: 'resume', epoch: this.epoch, seq: this.head, at: Date.now(), facts };
  }

  /** Undefined where they are not remembered. */
  private factsAfter(seq: number): Fact[] | undefined {
    const first = this.ring[0]?.seq ?? this.head + 1;
    return seq >= first - 1 && seq <= this.head ? this.ring.slice(seq + 1 - first) : undefined;
  }

  /** The first snapshot says where the facts begin; those before it are fetched for viewers who come back. */
  private open(): Promise<void> {
    this.opening ??= this.begin().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async begin(): Promise<void> {
    const { frame } = await this.freshSnapshot();
    const { epoch, facts } = await this.source.since(this.liveSessionId, Math.max(0, frame.seq - RESUME_MAX));
    this.epoch = frame.epoch;
    this.head = frame.seq;
    this.ring = epoch === frame.epoch ? facts.filter(({ seq }) => seq <= frame.seq) : [];
    this.hearFacts(facts);
  }

  private async freshSnapshot(): Promise<Snapshot> {
    const now = Date.now();
    if (!this.snapshot || now - this.snapshotAt >= SNAPSHOT_FRESH_MS) {
      this.snapshotAt = now;
      const building = this.build();
      this.snapshot = building;
      building.catch(() => {
        if (this.snapshot === building) this.snapshot = undefined;
      });
    }
    const snapshot = await this.snapshot;
    if (this.epoch !== '' && snapshot.frame.epoch !== this.epoch) this.beginAnew(snapshot.frame);
    if (this.epoch !== '' && snapshot.frame.seq > this.head) void this.catchUp();
    return snapshot;
  }

  private async build(): Promise<Snapshot> {
    const before = new Set(this.chat);
    const { chat, likes, silenced, ...room } = await this.source.snapshot(this.liveSessionId);
    this.silenced.take(silenced);
    // The database knows more than what came over the broker while this room was open, but for what comes just now.
    const justNow = this.chat.filter((line) => !before.has(line) && !chat.some(({ lineId }) => lineId === line.lineId));
    if (chat.length > 0) this.chat = [...chat, ...justNow].slice(-CHAT_KEPT);
    this.likes = Math.max(this.likes, likes);
    const at = Date.now();
    this.takeItems(room.session.bag, at);
    const frame: SnapshotFrame = { t: 'snapshot', at, ...room, chat: this.chat, likes: this.likes, viewers: this.here };
    const [said] = Said.of(frame);
    if (!said) throw new Problem('internal');
    return { at, frame, said };
  }

  /** Another database than before: numbers say nothing any more. */
  private beginAnew({ epoch, seq }: SnapshotFrame): void {
    this.epoch = epoch;
    this.head = seq;
    this.ring = [];
    this.early.clear();
    this.facts = [];
    void this.tellAnew();
  }

  private async tellAnew(): Promise<void> {
    const { said, seq } = (await this.upToNow(undefined))();
    for (const viewer of this.viewers) {
      viewer.hear(...said);
      viewer.seq = seq;
    }
  }

  /** Asks for what is missing; once at a time. False where that fails: it is asked again when the next state is. */
  private catchUp(): Promise<boolean> {
    this.catchingUp ??= this.fetchMissing()
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.catchingUp = undefined));
    return this.catchingUp;
  }

  private async fetchMissing(): Promise<void> {
    for (;;) {
      const { epoch, seq, facts } = await this.source.since(this.liveSessionId, this.head);
      if (epoch !== this.epoch) {
        this.snapshot = undefined;
        await this.freshSnapshot();
        return;
      }
      this.hearFacts(facts);
      if (facts.length === 0 || seq <= this.head) return;
    }
  }

  private async askState(now: number): Promise<void> {
    this.asking = true;
    this.stateAt = now;
    const whole = now - this.wholeAt >= STATE_WHOLE_MS;
    if (whole) this.wholeAt = now;
    try {
      const { epoch, seq, items, flash } = await this.source.state(this.liveSessionId, whole);
      this.takeItems(items, Date.now());
      if (flash?.offerId !== this.flash?.offerId || flash?.left !== this.flash?.left) {
        this.flash = flash;
        this.flashAt = Date.now();
        this.flashChanged = flash !== undefined;
        this.changedAt = now;
      }
      if (epoch !== this.epoch || seq > this.head) await this.catchUp();
    } catch {
      if (whole) this.wholeAt = 0; // Livestream is away; the next beat asks again.
    } finally {
      this.asking = false;
    }
    if (this.changedItems.size > 0 || this.flashChanged) this.flush();
  }

  private takeItems(items: Item[], now: number): void {
    for (const item of items) {
      const text = JSON.stringify(item);
      if (this.items.get(item.skuId)?.text === text) continue;
      this.items.set(item.skuId, { item, text, changedAt: now });
      if (this.epoch === '') continue; // Nobody is here who knew it otherwise.
      this.changedItems.add(item.skuId);
      this.changedAt = now;
    }
  }

  /** Sends what has come together; what comes meanwhile goes with the next. */
  private flush(): void {
    if (this.flushing) return;
    this.flushing = true;
    void (async () => {
      await nextTurn();
      for (let batch = this.take(); batch; batch = this.take()) await this.send(batch);
    })().finally(() => (this.flushing = false));
  }

  private take(): Batch | undefined {
    const at = Date.now();
    const { facts, social, flash } = this;
    const items = [...this.changedItems].flatMap((skuId) => this.items.get(skuId)?.item ?? []);
    const stateChanged = items.length > 0 || this.flashChanged;
    const { socialDue, headDue } = this;
    if (facts.length === 0 && !stateChanged && !socialDue && !headDue) return undefined;
    this.facts = [];
    this.changedItems = new Set();
    this.flashChanged = false;
    this.headDue = false;
    this.socialDue = false;
    if (socialDue) this.social = {};
    return new Batch({
      at,
      facts,
      state: stateChanged ? { t: 'state', at, items, ...(flash ? { flash } : {}) } : undefined,
      social: socialDue ? { t: 'social', at, ...social } : undefined,
      head: headDue ? { t: 'head', epoch: this.epoch, seq: this.head, at } : undefined,
    });
  }

  private async send(batch: Batch): Promise<void> {
    let told = 0;
    for (const viewer of this.viewers) {
      viewer.tell(batch);
      told += 1;
      if (told % TOLD_AT_ONCE === 0) await nextTurn();
    }
  }
}
