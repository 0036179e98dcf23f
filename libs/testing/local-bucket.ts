import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';

// Comes without types.
type S3rver = new (options: object) => { run(): Promise<AddressInfo>; close(): Promise<void> };

const NAME = 'tianjian';
const KEY = 'S3RVER'; // The one that it knows.

export interface LocalBucket {
  settings: {
    blobS3Bucket: string;
    blobS3Endpoint: string;
    blobS3Region: string;
    blobS3KeyId: string;
    blobS3Secret: string;
  };
  names(): Promise<string[]>;
  remove(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** A bucket on this machine, for tests: a server that speaks as S3 does, with a folder behind it. */
export async function localBucket(): Promise<LocalBucket> {
  const directory = await mkdtemp(join(tmpdir(), 'tianjian-bucket-'));
  const Server = createRequire(import.meta.url)('s3rver') as S3rver;
  const server = new Server({
    ...{ port: 0, address: '127.0.0.1', silent: true, vhostBuckets: false, directory },
    configureBuckets: [{ name: NAME }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'us-east-1';
  const credentials = { accessKeyId: KEY, secretAccessKey: KEY };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  return {
    settings: {
      blobS3Bucket: NAME,
      blobS3Endpoint: endpoint,
      blobS3Region: region,
      blobS3KeyId: KEY,
      blobS3Secret: KEY,
    },
    async names() {
      const names: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: NAME })) {
        names.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      }
      return names;
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand({ Bucket: NAME, Key: name }));
    },
    async stop() {
      client.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
