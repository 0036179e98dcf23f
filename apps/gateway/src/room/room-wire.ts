import type { NatsConnection } from '@nats-io/transport-node';
import { roomSubject } from '#messaging/subjects.js';
import type { Fact, SocialSaid, ViewsSaid } from '#room/protocol.js';

interface Ears {
  fact(fact: Fact): void;
  social(said: SocialSaid): void;
}

/** What is said in rooms, over the broker. May be lost: rooms find out. */
export class RoomWire {
  constructor(private readonly nats: NatsConnection) {}

  /** Listens to a room until the function that is returned is called. */
  listen(liveSessionId: string, ears: Ears): () => void {
    const heard = [
      this.nats.subscribe(roomSubject(liveSessionId, 'fact'), {
        callback: (_, message) => ears.fact(message.json<Fact>()),
      }),
      this.nats.subscribe(roomSubject(liveSessionId, 'social'), {
        callback: (_, message) => ears.social(message.json<SocialSaid>()),
      }),
    ];
    return () => {
      for (const one of heard) if (!one.isClosed()) one.unsubscribe();
    };
  }

  tellViews(liveSessionId: string, said: ViewsSaid): void {
    if (!this.nats.isClosed()) this.nats.publish(roomSubject(liveSessionId, 'views'), JSON.stringify(said));
  }
}
