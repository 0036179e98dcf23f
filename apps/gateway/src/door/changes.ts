import type { NatsConnection } from '@nats-io/transport-node';
import { changedSubject } from '#messaging/subjects.js';

/** Tells all gateways that a service was written to. May be lost: nothing is kept for long. */
export class Changes {
  constructor(private readonly nats: NatsConnection) {}

  tell(service: string): void {
    this.nats.publish(changedSubject(service));
  }

  heard(listener: (service: string) => void): void {
    const callback = (_: Error | null, { subject }: { subject: string }) =>
      listener(subject.slice(changedSubject('').length));
    this.nats.subscribe(changedSubject('*'), { callback });
  }
}
