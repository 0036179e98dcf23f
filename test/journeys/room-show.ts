import { WebSocket } from 'ws';
import { RoomClient, type RoomOptions, type SocketMaker, type Status } from '#room/client.js';
import type { Fact, ServerFrame } from '#room/protocol.js';
import { eventually } from '#testing/running-service.js';

/** A viewer with everything they were told. */
export class Spectator {
  readonly facts: Fact[] = [];
  readonly frames: ServerFrame[] = [];
  readonly states: Status[] = [];
  readonly client: RoomClient;

  constructor(options: Partial<RoomOptions> & Pick<RoomOptions, 'url' | 'liveSessionId'>) {
    this.client = new RoomClient({
      WebSocket: WebSocket as unknown as SocketMaker,
      onFact: (fact) => this.facts.push(fact),
      onView: (_, frame) => this.frames.push(frame),
      onStatus: (status) => this.states.push(status),
      ...options,
    }).open();
  }

  get kinds() {
    return this.facts.map(({ kind }) => kind);
  }

  get view() {
    if (!this.client.view) throw new Error('nothing was heard yet');
    return this.client.view;
  }

  /** Until they have a room to look at. */
  async looking(): Promise<this> {
    await eventually(async () => this.client.view !== undefined);
    return this;
  }

  /** Until they have seen a fact, or all before a number. */
  async seen(what: (view: RoomClient['view'] & object) => boolean): Promise<this> {
    await eventually(async () => this.client.view !== undefined && what(this.client.view));
    return this;
  }
}
