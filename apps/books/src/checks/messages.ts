import type { DescMessage } from '@bufbuild/protobuf';
import { consumersOf, events, serviceOfConsumer } from '#messaging/contract.js';
import { eventSubject, ownerOf } from '#messaging/subjects.js';
import type { Row } from '../book.js';
import { SERVICES, type Check, type Service } from '../check.js';
import { pairs } from '../pairs.js';

interface Published extends Row {
  key: string;
  created_at: Date;
  young: boolean;
}

interface Applied extends Row {
  key: string;
}

const SERVICES_OF_BOOKS: readonly string[] = SERVICES;

/** What media edges tell is in files of theirs, numbered by each, and in no outbox that could be read here. */
export const inOutboxes = events.filter((event) => SERVICES_OF_BOOKS.includes(ownerOf(event)));

/** Every consumer the contract names has applied every event, or keeps it as a dead letter. */
export const messages: Check[] = inOutboxes.flatMap((event) =>
  consumersOf(event).map((consumer) => everyEventArrived(event, consumer)),
);

function everyEventArrived(event: DescMessage, consumer: string): Check {
  return {
    says: `Every ${event.name} is with ${consumer}, and nothing else is`,
    async *breaches(books) {
      const published = books[ownerOf(event) as Service].rows<Published>(
        `SELECT event_id::text AS key, created_at, created_at > now() - make_interval(secs => $2) AS young
         FROM outbox WHERE subject = $1 ORDER BY event_id`,
        [eventSubject(event), books.youngS],
      );
      // An outbox row is forgotten a few days before its inbox row is.
      const applied = books[serviceOfConsumer(consumer) as Service].rows<Applied>(
        `SELECT event_id::text AS key FROM (
           SELECT event_id FROM inbox WHERE consumer = $1 AND applied_at > now() - interval '29 days'
           UNION SELECT event_id FROM dead_letter WHERE consumer = $1 AND first_at > now() - interval '29 days') a
         ORDER BY event_id`,
        [consumer],
      );
      for await (const { left, right } of pairs(published, applied)) {
        if (left && !right && !left.young)
          yield { event_id: left.key, published_at: left.created_at, applied: 'never' };
        if (!left && right) yield { event_id: right.key, published_at: 'never' };
      }
    },
  };
}
