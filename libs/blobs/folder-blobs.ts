import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Problem } from '#problems/problem.js';
import { BlobKey } from './blob-key.js';
import { Blobs, GRACE_MS, HALF_WRITTEN_MS, type AboutBlob, type NewBlob } from './blobs.js';

// For the eyes of our own processes.
const FILE = { mode: 0o600, flush: true };
const FOLDER = { mode: 0o700, recursive: true };
// The only area where anything is for a while only.
const FOR_A_WHILE = 'upload-';

/** Blobs as files, each beside a description. A blob exists from the moment its description does, which comes last. */
export class FolderBlobs extends Blobs {
  constructor(private readonly folder: string) {
    super();
  }

  async put(
    key: BlobKey,
    bytes: AsyncIterable<Uint8Array>,
    { type, maxBytes, ownerId, until }: NewBlob,
  ): Promise<AboutBlob> {
    const path = this.pathOf(key);
    const draft = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), FOLDER);
    try {
      const about: AboutBlob = { type, ownerId: ownerId ?? null, ...(await write(draft, bytes, maxBytes)) };
      if (until) about.until = until.toISOString();
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
    const about = await this.described(key);
    return about?.until && Date.parse(about.until) < Date.now() ? undefined : about;
  }

  async read(key: BlobKey) {
    const about = await this.about(key);
    // Opened here and not by the stream: what was just deleted is missing, not broken.
    const file = about && (await open(this.pathOf(key)).catch(undefinedIfMissing));
    return about && file && { about, bytes: file.createReadStream() };
  }

  async keep(key: BlobKey): Promise<boolean> {
    const about = await this.described(key);
    if (!about) return false;
    if (!about.until) return true;
    const { until: _over, ...kept } = about;
    const path = descriptionOf(this.pathOf(key));
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(kept), FILE);
    await rename(draft, path);
    return true;
  }

  async sweep(now: Date): Promise<number> {
    let removed = 0;
    for (const folder of await this.folders()) {
      const names = new Set(await readdir(folder));
      for (const name of names) if (await this.sweepFile(folder, name, names, now)) removed += 1;
    }
    return removed;
  }

  async delete(key: BlobKey): Promise<void> {
    const path = this.pathOf(key);
    await rm(descriptionOf(path), { force: true });
    await rm(path, { force: true });
  }

  private async sweepFile(folder: string, name: string, names: Set<string>, now: Date): Promise<boolean> {
    if (name.endsWith('.json') && BlobKey.is(name.slice(0, -'.json'.length))) return false; // With what it describes.
    const path = join(folder, name);
    if (!BlobKey.is(name) || !names.has(descriptionOf(name))) {
      const written = await stat(path).catch(undefinedIfMissing);
      if (!written || written.mtimeMs + HALF_WRITTEN_MS > now.getTime()) return false;
      await rm(path, { force: true });
      return true;
    }
    const until = name.startsWith(FOR_A_WHILE) ? (await this.described(name))?.until : undefined;
    if (!until || Date.parse(until) + GRACE_MS > now.getTime()) return false;
    await this.delete(name);
    return true;
  }

  private async folders(): Promise<string[]> {
    const areas = await foldersIn(this.folder);
    return (await Promise.all(areas.map(foldersIn))).flat();
  }

  private async described(key: BlobKey): Promise<AboutBlob | undefined> {
    const description = await readFile(descriptionOf(this.pathOf(key)), 'utf8').catch(undefinedIfMissing);
    return description === undefined ? undefined : (JSON.parse(description) as AboutBlob);
  }

  /** Spread over 256 folders by the end of the key. */
  private pathOf(key: BlobKey): string {
    return join(this.folder, key.slice(0, key.indexOf('-')), key.slice(-2), key);
  }
}

const descriptionOf = (path: string) => `${path}.json`;

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(undefinedIfMissing);
  return (entries ?? []).filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}

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
