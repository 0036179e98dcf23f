import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  paginateListObjectsV2,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { Problem } from '#problems/problem.js';
import { BlobKey } from './blob-key.js';
import { Blobs, GRACE_MS, HALF_WRITTEN_MS, type AboutBlob, type NewBlob } from './blobs.js';

export interface Bucket {
  /** Empty: Amazon's own, by the region. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Empty: by whatever the machine is given, such as a role. */
  keyId: string;
  secret: string;
}

// Smaller than this nothing is sent in parts; of more than 10,000 no store takes them.
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_MAX = 10_000;
// Names what must be looked at when its time has come, the earliest first: "until/2026-11-23T08:00:00.000Z/upload-…".
const UNTIL = 'until/';

/**
 * Blobs as objects, each beside a description, as in a folder: a blob exists from the moment its description does, which
 * comes last. What may have to go is marked before the first byte is sent and by when it is decided, so that a sweep
 * reads what is due and not the whole bucket; of the parts of an upload that died, the bucket has to get rid by itself.
 */
export class S3Blobs extends Blobs {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, region, bucket, keyId, secret }: Bucket) {
    super();
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      ...(endpoint === '' ? {} : { endpoint, forcePathStyle: true }),
      ...(keyId === '' ? {} : { credentials: { accessKeyId: keyId, secretAccessKey: secret } }),
      // What others than Amazon understand, too; the bytes are hashed by ourselves.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(
    key: BlobKey,
    bytes: AsyncIterable<Uint8Array>,
    { type, maxBytes, ownerId, until }: NewBlob,
  ): Promise<AboutBlob> {
    const mark = markOf(key, until ? until.getTime() + GRACE_MS : Date.now() + HALF_WRITTEN_MS);
    await this.write(mark, '');
    const written = await this.writeWhole(key, counted(bytes, maxBytes), partBytesFor(maxBytes)).catch(
      async (error: unknown) => {
        // An object is there when all of it is; nothing has changed.
        await this.remove(mark).catch(() => {}); // Or the sweep does.
        throw error;
      },
    );
    const about: AboutBlob = { type, ownerId: ownerId ?? null, ...written };
    if (until) about.until = until.toISOString();
    await this.write(descriptionOf(key), JSON.stringify(about));
    if (!until) await this.remove(mark);
    return about;
  }

  async about(key: BlobKey): Promise<AboutBlob | undefined> {
    const about = await this.described(key);
    return about?.until && Date.parse(about.until) < Date.now() ? undefined : about;
  }

  async read(key: BlobKey) {
    const about = await this.about(key);
    const bytes = about && (await this.open(objectOf(key)));
    return about && bytes && { about, bytes };
  }

  async keep(key: BlobKey): Promise<boolean> {
    const about = await this.described(key);
    if (!about) return false;
    if (!about.until) return true;
    const { until, ...kept } = about;
    await this.write(descriptionOf(key), JSON.stringify(kept));
    await this.remove(markOf(key, Date.parse(until) + GRACE_MS));
    return true;
  }

  async sweep(now: Date): Promise<number> {
    let removed = 0;
    for await (const mark of this.marksUntil(now)) {
      const key = mark.slice(mark.lastIndexOf('/') + 1);
      if (BlobKey.is(key) && (await this.isOver(key, now))) {
        await this.delete(key);
        removed += 1;
      }
      await this.remove(mark);
    }
    return removed;
  }

  async delete(key: BlobKey): Promise<void> {
    await this.remove(descriptionOf(key));
    await this.remove(objectOf(key));
  }

  /** Half written, or for a while only and that is over. */
  private async isOver(key: BlobKey, now: Date): Promise<boolean> {
    const about = await this.described(key);
    if (!about) return true;
    return about.until !== undefined && Date.parse(about.until) + GRACE_MS <= now.getTime();
  }

  /** What is due, the earliest first: names sort by their time. */
  private async *marksUntil(now: Date): AsyncGenerator<string> {
    const due = UNTIL + now.toISOString();
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: UNTIL })) {
      for (const { Key: mark = '' } of page.Contents ?? []) {
        if (mark > due) return;
        yield mark;
      }
    }
  }

  private async writeWhole(key: BlobKey, source: Counted, partBytes: number) {
    const parts = inParts(source.bytes, partBytes);
    const first = (await parts.next()).value ?? Buffer.alloc(0);
    // A part that is not full is the last one.
    if (first.length < partBytes) await this.write(objectOf(key), first);
    else await this.writeInParts(objectOf(key), first, parts);
    return source.result();
  }

  private async writeInParts(name: string, first: Buffer, rest: AsyncGenerator<Buffer>): Promise<void> {
    const object = { Bucket: this.bucket, Key: name };
    const { UploadId } = await this.client.send(new CreateMultipartUploadCommand(object));
    const upload = { ...object, UploadId };
    try {
      const sent: CompletedPart[] = [];
      const send = async (Body: Buffer) => {
        const PartNumber = sent.length + 1;
        const { ETag } = await this.client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
        sent.push({ PartNumber, ETag });
      };
      await send(first);
      for await (const part of rest) await send(part);
      await this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent } }));
    } catch (error) {
      await this.client.send(new AbortMultipartUploadCommand(upload)).catch(() => {}); // Or a rule of the bucket does.
      throw error;
    }
  }

  private async described(key: BlobKey): Promise<AboutBlob | undefined> {
    const description = await this.open(descriptionOf(key));
    if (!description) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of description) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()) as AboutBlob;
  }

  private async open(name: string): Promise<Readable | undefined> {
    const found = await this.client
      .send(new GetObjectCommand({ Bucket: this.bucket, Key: name }))
      .catch(undefinedIfMissing);
    if (found && !(found.Body instanceof Readable)) throw new Error(`${name} came without a stream`);
    return found?.Body as Readable | undefined;
  }

  private async write(name: string, Body: Buffer | string): Promise<void> {
    // Said, because of nothing the client cannot tell how long it is.
    const ContentLength = Buffer.byteLength(Body);
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: name, Body, ContentLength }));
  }

  private async remove(name: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: name })).catch(undefinedIfMissing);
  }
}

const objectOf = (key: BlobKey) => `${key.slice(0, key.indexOf('-'))}/${key}`;
const descriptionOf = (key: BlobKey) => `${objectOf(key)}.json`;
const markOf = (key: BlobKey, until: number) => `${UNTIL}${new Date(until).toISOString()}/${key}`;

const partBytesFor = (maxBytes: number) => Math.max(PART_BYTES, Math.ceil(maxBytes / PARTS_MAX));

interface Counted {
  bytes: AsyncIterable<Uint8Array>;
  /** Of all that went through. */
  result(): { size: number; sha256: string };
}

function counted(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Counted {
  const hash = createHash('sha256');
  let size = 0;
  async function* through() {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem('request.too_large');
      hash.update(chunk);
      yield chunk;
    }
  }
  return { bytes: through(), result: () => ({ size, sha256: hash.digest('hex') }) };
}

/** Pieces of one size; the last one is what is left, if anything is. */
async function* inParts(bytes: AsyncIterable<Uint8Array>, partBytes: number): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    size += chunk.length;
    while (size >= partBytes) {
      const all = Buffer.concat(held);
      yield all.subarray(0, partBytes);
      held = [all.subarray(partBytes)];
      size -= partBytes;
    }
  }
  if (size > 0) yield Buffer.concat(held);
}

/** An object that is not there; a bucket that is not there is a fault. */
function undefinedIfMissing(error: Error & { $metadata?: { httpStatusCode?: number } }): undefined {
  if (error.$metadata?.httpStatusCode !== 404 || error.name === 'NoSuchBucket') throw error;
}
