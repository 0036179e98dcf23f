import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Readable } from 'node:stream';
import { BlobKey } from '#blobs/blob-key.js';
import { Blobs } from '#blobs/blobs.js';
import type { PersonId } from '#kernel/id.js';
import { invalid, Problem } from '#problems/problem.js';
import { TAKES_STREAM } from '../door/adapter.js';
import { InFlight } from '../limits/in-flight.js';
import { People } from '../people/people.js';

// A photo of any phone, a table of 10,000 products.
export const UPLOAD_MAX = 12 * 1024 * 1024;
// So long it may lie there before an rpc is given its key.
const LIFE_MS = 24 * 3_600_000;
const AT_ONCE_MAX = 32;
const PER_PERSON_AND_HOUR = 300;
export const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'text/csv', 'application/pdf'];

/**
 * Takes a file as it streams in: the body is the file. What it is good for is said afterwards, by whichever rpc is
 * given its key; until then nobody can read it, and a day later it is gone.
 */
@Controller('api/uploads')
export class TakeUpload {
  private readonly inFlight = new InFlight(AT_ONCE_MAX);
  private readonly perPerson = new RateLimiterMemory({ points: PER_PERSON_AND_HOUR, duration: 3_600 });

  constructor(
    private readonly blobs: Blobs,
    private readonly people: People,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteConfig(TAKES_STREAM)
  async take(@Req() request: FastifyRequest) {
    const { person } = await this.people.signedIn(request.headers.authorization, Date.now());
    const type = typeOf(request);
    if (Number(request.headers['content-length'] ?? 0) > UPLOAD_MAX) throw new Problem('request.too_large');
    await this.count(person.personId);

    const blobKey = BlobKey.new('upload');
    const until = new Date(Date.now() + LIFE_MS);
    const { sha256, size } = await this.inFlight.hold(() =>
      this.blobs
        .put(blobKey, bytesOf(request), { type, maxBytes: UPLOAD_MAX, ownerId: person.personId, until })
        .catch((error: unknown) => {
          // Whoever hung up hears no answer; it is no fault of ours.
          throw request.raw.errored ? invalid('body', 'all of it') : error;
        }),
    );
    if (size === 0) {
      await this.blobs.delete(blobKey);
      throw invalid('body', 'not empty');
    }
    return { blobKey, sha256, size };
  }

  private async count(personId: PersonId): Promise<void> {
    await this.perPerson.consume(personId).catch((refused: unknown) => {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new Problem('overloaded', { retryAfterS: Math.ceil(refused.msBeforeNext / 1_000) });
    });
  }
}

function typeOf(request: FastifyRequest): string {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';', 1);
  if (!TYPES.includes(type.trim())) throw new Problem('upload.type_refused', { types: TYPES });
  return type.trim();
}

/** A reader that stops early must still be able to answer: the connection is not cut under it. */
function bytesOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : Readable.from([]);
}
