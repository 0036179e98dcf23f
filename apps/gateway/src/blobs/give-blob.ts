import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { Blobs } from '#blobs/blobs.js';
import { Problem } from '#problems/problem.js';

// What is public lies under a key of its own for ever.
const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_ONE = 'private, no-store';
// Whatever it is, it is looked at and not run.
const POLICY = "default-src 'none'; sandbox";

/** Gives everybody what is public, and the rest to whoever comes with a link that a service signed. */
@Controller('api/blobs')
export class GiveBlob {
  constructor(
    private readonly blobs: Blobs,
    private readonly links: BlobLinks,
  ) {}

  @Get(':blobKey')
  async give(
    @Param('blobKey') key: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const proof = { until: String(query['until'] ?? ''), signature: String(query['signature'] ?? '') };
    if (!BlobKey.is(key) || !this.links.allow(key, proof, new Date())) throw new Problem('not_found');
    const about = await this.blobs.about(key);
    if (!about) throw new Problem('not_found');

    const etag = `"${about.sha256}"`;
    reply.headers({
      etag,
      'content-type': about.type,
      'cache-control': BlobKey.isPublic(key) ? FOR_EVER : FOR_ONE,
      'content-disposition': about.type.startsWith('image/') ? 'inline' : 'attachment',
      'content-security-policy': POLICY,
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const found = await this.blobs.read(key);
    if (!found) throw new Problem('not_found');
    return reply.header('content-length', about.size).send(found.bytes);
  }
}
