import { BlobKey } from '#blobs/blob-key.js';
import { readWhole, type Blobs } from '#blobs/blobs.js';
import type { Kept } from './library.js';

const FILM = 'video/mp4';
const BYTES_MAX = 1 << 30;

/** Where recordings lie besides the edge's own disk: file by file, in a folder or a bucket. */
export class Store {
  constructor(
    private readonly blobs: Blobs,
    private readonly edgeId: string,
  ) {}

  /** What is there as it should be is not sent again. */
  async put(liveSessionId: string, { name, sha256 }: Kept, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const key = this.keyOf(liveSessionId, name);
    if ((await this.blobs.about(key))?.sha256 === sha256) return;
    const put = await this.blobs.put(key, bytes, { type: FILM, maxBytes: BYTES_MAX });
    if (put.sha256 === sha256) return;
    await this.blobs.delete(key);
    throw new Error(`${name} of ${liveSessionId} is not what was recorded`);
  }

  read(liveSessionId: string, name: string): Promise<Buffer | undefined> {
    return readWhole(this.blobs, this.keyOf(liveSessionId, name));
  }

  delete(liveSessionId: string, name: string): Promise<void> {
    return this.blobs.delete(this.keyOf(liveSessionId, name));
  }

  private keyOf(liveSessionId: string, name: string): BlobKey {
    return BlobKey.derive('recording', this.edgeId, liveSessionId, name);
  }
}
