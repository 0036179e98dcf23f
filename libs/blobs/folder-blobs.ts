import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '#problems/problem.js';
import type { BlobKey } from './blob-key.js';
import { Blobs, type AboutBlob, type NewBlob } from './blobs.js';

// For the eyes of our own processes.
const FILE = { mode: 0o600, flush: true };
const FOLDER = { mode: 0o700, recursive: true };

/** Blobs as files, each beside a description. A blob exists from the moment its description does, which comes last. */
export class FolderBlobs extends Blobs {
  constructor(private readonly folder: string) {
    super();
  }

  async put(key: BlobKey, bytes: AsyncIterable<Uint8Array>, { type, maxBytes, ownerId }: NewBlob): Promise<AboutBlob> {
    const path = this.pathOf(key);
    const draft = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), FOLDER);
    try {
      const about = { type, ownerId: ownerId ?? null, ...(await write(draft, bytes, maxBytes)) };
      await writeFile(`${draft}.json`, JSON.stringify(about), FILE);
      await rename(draft, path);
      await rename(`${draft}.json`, descriptionOf(path));
      return about;
    } catch (error) {
      await Promise.all([draft, `${draft}.json`].map((file) => rm(file, { force: true })));
      throw error;
    }
  }

  async about(key: BlobKey): Promise<AboutBlob | undefined> {
    const description = await readFile(descriptionOf(this.pathOf(key)), 'utf8').catch(undefinedIfMissing);
    return description === undefined ? undefined : (JSON.parse(description) as AboutBlob);
  }

  async read(key: BlobKey) {
    const about = await this.about(key);
    // Opened here and not by the stream: what was just deleted is missing, not broken.
    const file = about && (await open(this.pathOf(key)).catch(undefinedIfMissing));
    return about && file && { about, bytes: file.createReadStream() };
  }

  async delete(key: BlobKey): Promise<void> {
    const path = this.pathOf(key);
    await rm(descriptionOf(path), { force: true });
    await rm(path, { force: true });
  }

  /** Spread over 256 folders by the end of the key. */
  private pathOf(key: BlobKey): string {
    return join(this.folder, key.slice(0, key.indexOf('-')), key.slice(-2), key);
  }
}

const descriptionOf = (path: string) => `${path}.json`;

async function write(file: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number) {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    async function* () {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > maxBytes) throw new Problem('request.too_large');
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, FILE),
  );
  return { size, sha256: hash.digest('hex') };
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
