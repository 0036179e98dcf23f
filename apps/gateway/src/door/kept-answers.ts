import { Injectable } from '@nestjs/common';
import { methods, routeOf } from '#messaging/contract.js';
import { ownerOf } from '#messaging/subjects.js';
import { Changes } from './changes.js';

interface Kept {
  body: Buffer;
  /** Epoch ms. */
  until: number;
}

/** What was answered for one service since its last known change. */
class Shelf {
  readonly kept = new Map<string, Kept>();
  readonly asked = new Map<string, Promise<Buffer>>();
  bytes = 0;
}

// Of one service; beyond it the shelf is cleared.
const BYTES_MAX = 32 * 1024 * 1024;

/**
 * Answers that anybody may get, given again as bytes for as long as the contract says, and never after a known change:
 * then a new shelf is begun, and whatever is still being asked for ends up on the old one.
 */
@Injectable()
export class KeptAnswers {
  private readonly shelves = new Map<string, Shelf>();

  constructor(private readonly changes: Changes) {
    for (const method of methods) {
      if ((routeOf(method)?.freshMs ?? 0) > 0) this.shelves.set(ownerOf(method.parent), new Shelf());
    }
    changes.heard((service) => this.clear(service));
  }

  giveOr(service: string, url: string, freshMs: number, ask: () => Promise<Buffer>): Promise<Buffer> {
    const shelf = freshMs > 0 ? this.shelves.get(service) : undefined;
    if (!shelf) return ask();
    const kept = shelf.kept.get(url);
    if (kept && kept.until > Date.now()) return Promise.resolve(kept.body);
    return shelf.asked.get(url) ?? this.fill(shelf, url, freshMs, ask);
  }

  /** Somebody wrote to this service, or may have. */
  changed(service: string): void {
    if (!this.shelves.has(service)) return;
    this.clear(service);
    this.changes.tell(service);
  }

  private clear(service: string): void {
    if (this.shelves.has(service)) this.shelves.set(service, new Shelf());
  }

  /** Who wants the same meanwhile waits with the first one. */
  private fill(shelf: Shelf, url: string, freshMs: number, ask: () => Promise<Buffer>): Promise<Buffer> {
    const until = Date.now() + freshMs;
    const asked = ask()
      .then((body) => {
        if (shelf.bytes > BYTES_MAX) shelf.kept.clear();
        shelf.bytes = (shelf.kept.size === 0 ? 0 : shelf.bytes) + body.length;
        shelf.kept.set(url, { body, until });
        return body;
      })
      .finally(() => shelf.asked.delete(url));
    shelf.asked.set(url, asked);
    return asked;
  }
}
