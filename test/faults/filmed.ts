import { expect } from '@jest/globals';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FFMPEG_PROGRAM, FieldCamera } from '../browser/field-camera.js';
import type { Shop } from '../journeys/shop.js';
import { eventually, type WholeSystem } from '../journeys/whole-system.js';

const LOOK_MS = 1_000;
const SEALED_WITHIN_MS = 120_000;

interface Segment {
  n: number;
  sha256: string;
}

/** Somebody who streams a show whatever dies, and comes back with the same key as soon as there is an edge. */
export class Filmed {
  private readonly camera: FieldCamera;
  private breaks = 0;

  private constructor(
    private readonly system: WholeSystem,
    private readonly session: { liveSessionId: string },
    shop: Shop,
  ) {
    this.camera = new FieldCamera(shop, session);
  }

  /** Undefined where there is no ffmpeg. */
  static async of(system: WholeSystem, shop: Shop, session: { liveSessionId: string }): Promise<Filmed | undefined> {
    if (!FFMPEG_PROGRAM) return undefined;
    const filmed = new Filmed(system, session, shop);
    await filmed.camera.hasKey();
    await filmed.camera.films();
    return filmed;
  }

  async goesOn(over: () => boolean): Promise<void> {
    while (!over()) {
      if (!this.camera.isFilming) {
        this.breaks += 1;
        await this.camera.films();
      }
      await sleep(LOOK_MS);
    }
  }

  packsUp(): Promise<void> {
    return this.camera.packsUp();
  }

  /** What is replayed is, byte by byte, what was told while everything died. */
  async isWhole(): Promise<string> {
    await this.packsUp();
    const { liveSessionId } = this.session;
    const recording = await eventually(
      'the recording sealed',
      async () => {
        const [found] = await this.system.sql<{ recording_id: string; replay_url: string; integrity: string }>(
          'livestream',
          `SELECT recording_id, replay_url, integrity FROM recording JOIN live_session USING (company_id, live_session_id)
           WHERE live_session_id = $1 AND integrity <> 'OPEN' AND status = 'SEALED'`,
          [liveSessionId],
        );
        return found;
      },
      { within: SEALED_WITHIN_MS, every: 500 },
    );
    expect(recording.integrity).toBe('WHOLE');
    const segments = await this.system.sql<Segment>(
      'livestream',
      'SELECT n, sha256 FROM recording_segment WHERE recording_id = $1 ORDER BY n',
      [recording.recording_id],
    );
    for (const { n, sha256 } of segments) {
      const answer = await fetch(new URL(`${n}.m4s`, recording.replay_url));
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([n, createHash('sha256').update(bytes).digest('hex')]).toEqual([n, sha256]);
    }
    return `${segments.length} segments filmed over ${this.breaks} breaks, each as it was told`;
  }
}
