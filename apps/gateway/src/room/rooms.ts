import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Watch } from '#messaging/watch.js';
import { CLOSED, HEAD_MS, type ViewsSaid } from '#room/protocol.js';
import { SETTINGS } from '#service/settings.js';
import type { GatewaySettings } from '../config.js';
import { Presence } from './presence.js';
import { Room, type Seen } from './room.js';
import type { Said } from './said.js';
import { RoomWire } from './room-wire.js';
import { Source } from './source.js';
import type { Viewer } from './viewer.js';

const TICK_MS = 100;
const LOOK_MS = 1_000;
const RENEW_MS = 10_000;
const COUNT_MS = 500;
const LOOKED_AT_ONCE = 500;
const DRAIN_SLICE_MS = 100;
// A supervisor kills what has not stopped in ten seconds; orders in hand want some of them.
const DRAIN_MOST_MS = 6_000;

interface Open {
  room: Room;
  silence(): void;
  /** How many lines a person or a device has here. */
  here: Map<string, number>;
  left: Set<string>;
  views: Map<string, ViewsSaid['views'][number]>;
  renewedAt: number;
  countedAt: number;
}

/** The rooms that anybody on this gateway looks at. */
@Injectable()
export class Rooms implements OnModuleInit {
  draining = false;
  private readonly open = new Map<string, Open>();
  private counting = false;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly source: Source,
    private readonly wire: RoomWire,
    private readonly presence: Presence,
    private readonly watch: Watch,
    @Inject(SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  onModuleInit(): void {
    this.every(TICK_MS, () => {
      for (const { room } of this.open.values()) room.tick(Date.now());
    });
    this.every(HEAD_MS, () => {
      for (const { room } of this.open.values()) room.tellHead();
    });
    this.every(LOOK_MS, () => void this.look());
    this.every(COUNT_MS, () => void this.countAll());
    this.every(LOOK_MS, () => this.tellViews());
  }

  /** Problems: not_found, unavailable. */
  async join(liveSessionId: string, viewer: Viewer, seen: Seen | undefined): Promise<void> {
    const open = this.opened(liveSessionId);
    await open.room.join(viewer, seen).catch((error: unknown) => this.forgetUnknown(liveSessionId, error));
    if (viewer.gone) return;
    const { key } = viewer.who;
    open.here.set(key, (open.here.get(key) ?? 0) + 1);
    if (open.here.get(key) === 1) open.renewedAt = Math.min(open.renewedAt, Date.now() - RENEW_MS + COUNT_MS);
  }

  leave(liveSessionId: string, viewer: Viewer): void {
    viewer.gone = true;
    const open = this.open.get(liveSessionId);
    if (!open?.room.viewers.has(viewer)) return;
    open.room.leave(viewer);
    const { key } = viewer.who;
    const left = (open.here.get(key) ?? 1) - 1;
    if (left > 0) return void open.here.set(key, left);
    open.here.delete(key);
    open.left.add(key);
  }

  /** For who asks now and then, and is here for as long as a lease. Problems: not_found, unavailable. */
  async poll(liveSessionId: string, who: string, seen: Seen | undefined): Promise<Said[]> {
    const said = await this.opened(liveSessionId)
      .room.poll(seen)
      .catch((error: unknown) => this.forgetUnknown(liveSessionId, error));
    this.presence.renew(liveSessionId, [who], Date.now()).catch(() => {}); // Redis is away: not counted.
    return said;
  }

  mend(liveSessionId: string, viewer: Viewer, after: number): Promise<void> {
    return this.opened(liveSessionId).room.mend(viewer, after);
  }

  beat(liveSessionId: string, view: ViewsSaid['views'][number]): void {
    const views = this.opened(liveSessionId).views;
    const seconds = (views.get(view.viewId)?.seconds ?? 0) + view.seconds;
    views.set(view.viewId, { ...view, seconds });
  }

  get sockets(): number {
    return [...this.open.values()].reduce((sum, { room }) => sum + room.viewers.size, 0);
  }

  /** Sends everybody to another gateway, some at a time: they must not all come back at once. */
  async drain(): Promise<void> {
    this.draining = true;
    const viewers = [...this.open.values()].flatMap(({ room }) => [...room.viewers]);
    const slices = Math.max(1, Math.floor(DRAIN_MOST_MS / DRAIN_SLICE_MS));
    const usual = (this.settings.roomDrainPerSecond * DRAIN_SLICE_MS) / 1_000;
    const perSlice = Math.ceil(Math.max(usual, viewers.length / slices));
    for (let at = 0; at < viewers.length; at += perSlice) {
      if (at > 0) await sleep(DRAIN_SLICE_MS);
      for (const viewer of viewers.slice(at, at + perSlice)) {
        viewer.leave(CLOSED.draining, 'draining', Math.round(Math.random() * LOOK_MS));
      }
    }
    for (const timer of this.timers) clearInterval(timer);
    for (const { silence } of this.open.values()) silence();
  }

  private opened(liveSessionId: string): Open {
    const known = this.open.get(liveSessionId);
    if (known) return known;
    const room = new Room(liveSessionId, this.source);
    const silence = this.wire.listen(liveSessionId, {
      fact: (fact) => room.hearFacts([fact]),
      social: (said) => room.hearSocial(said),
    });
    const open = {
      room,
      silence,
      here: new Map(),
      left: new Set<string>(),
      views: new Map(),
      renewedAt: 0,
      countedAt: 0,
    };
    this.open.set(liveSessionId, open);
    return open;
  }

  /** Whoever asks for rooms that are not there must not fill the memory with them. */
  private forgetUnknown(liveSessionId: string, error: unknown): never {
    if (this.open.get(liveSessionId)?.room.viewers.size === 0) this.forget(liveSessionId);
    throw error;
  }

  private forget(liveSessionId: string): void {
    this.open.get(liveSessionId)?.silence();
    this.open.delete(liveSessionId);
  }

  private async look(): Promise<void> {
    const now = Date.now();
    for (const [liveSessionId, { room }] of this.open) {
      if (room.isIdle) this.forget(liveSessionId);
      let looked = 0;
      for (const viewer of [...room.viewers]) {
        viewer.look(now);
        looked += 1;
        if (looked % LOOKED_AT_ONCE === 0) await nextTurn();
      }
    }
  }

  private async countAll(): Promise<void> {
    if (this.counting) return;
    this.counting = true;
    for (const [liveSessionId, open] of this.open) await this.count(liveSessionId, open, Date.now());
    this.counting = false;
  }

  private async count(liveSessionId: string, open: Open, now: number): Promise<void> {
    const { room, here, left } = open;
    try {
      if (left.size > 0) {
        open.left = new Set();
        await this.presence.leave(
          liveSessionId,
          [...left].filter((key) => !here.has(key)),
        );
      }
      if (now - open.renewedAt >= RENEW_MS) {
        open.renewedAt = now;
        await this.presence.renew(liveSessionId, [...here.keys()], now);
      }
      room.hearCount(await this.presence.count(liveSessionId, now));
    } catch {
      open.renewedAt = 0; // Redis is away, and may have forgotten everybody when it is back.
      room.hearCount(here.size);
    }
  }

  private tellViews(): void {
    for (const [liveSessionId, open] of this.open) {
      if (open.views.size === 0) continue;
      const views = [...open.views.values()];
      open.views = new Map();
      this.wire.tellViews(liveSessionId, { views });
    }
  }

  private every(ms: number, work: () => void): void {
    const timer = setInterval(() => {
      try {
        work();
      } catch (error) {
        this.watch.failed(error, 'rooms');
      }
    }, ms);
    this.timers.push(timer);
  }
}
