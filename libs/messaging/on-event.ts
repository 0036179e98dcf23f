import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { SetMetadata } from '@nestjs/common';
import { consumersOf } from './contract.js';

export const ON_EVENT = 'tianjian:on-event';

/** An event as it arrived: its id is the same however often it is sent. */
export interface Arrived<Message> {
  eventId: string;
  message: Message;
}

export interface Subscription {
  event: DescMessage;
  consumer: string;
  lingerMs: number;
}

/**
 * Applies an event under one durable consumer that the contract names. The method gets a batch, (events:
 * Arrived<Message>[]), in order of arrival, applies it in one transaction together with the inbox, and throws if it
 * could not: the batch is then halved until only what is at fault is left over.
 */
export function OnEvent<E extends DescMessage>(event: E, consumer: string, { lingerMs = 0 } = {}) {
  if (!consumersOf(event).includes(consumer)) throw new Error(`${event.typeName} does not name ${consumer}`);
  return (
    target: object,
    name: string,
    descriptor: TypedPropertyDescriptor<(events: Arrived<MessageShape<E>>[]) => Promise<void>>,
  ) => SetMetadata(ON_EVENT, { event, consumer, lingerMs } satisfies Subscription)(target, name, descriptor);
}
