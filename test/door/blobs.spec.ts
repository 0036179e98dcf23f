import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { BlobKey } from '#blobs/blob-key.js';
import { BlobLinks } from '#blobs/blob-links.js';
import { readWhole } from '#blobs/blobs.js';
import { FolderBlobs } from '#blobs/folder-blobs.js';
import { PersonId } from '#kernel/id.js';
import { eventually } from '#testing/running-service.js';
import { accessToken, bearer, BLOB_LINK_SECRET, gatewayAlone } from './gateway-alone.js';

const door = gatewayAlone();
const links = new BlobLinks(BLOB_LINK_SECRET);
const MEGA = 1 << 20;

const upload = async (body: RequestInit['body'], { type = 'image/jpeg', personId = PersonId.new() } = {}) =>
  door.post('/api/uploads', body, { ...bearer(await accessToken(personId)), 'content-type': type });
const blobs = () => new FolderBlobs(door.blobFolder);
const filesKept = async () =>
  (await readdir(door.blobFolder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

describe('Uploading', () => {
  it('keeps the bytes as they came, and whose they are', async () => {
    const [photo, personId] = [randomBytes(2 * MEGA + 7), PersonId.new()];

    const answer = await upload(photo, { personId });
    const { blobKey, ...rest } = (await answer.json()) as { blobKey: string };

    const sha256 = createHash('sha256').update(photo).digest('hex');
    expect([answer.status, rest]).toEqual([200, { sha256, size: photo.length }]);
    const key = BlobKey.parse(blobKey);
    expect(await blobs().about(key)).toMatchObject({
      type: 'image/jpeg',
      ownerId: personId,
      sha256,
      size: photo.length,
    });
    expect((await readWhole(blobs(), key))?.equals(photo)).toBe(true);
  });

  it('refuses what is too large, whether it says so or not, and keeps none of it', async () => {
    const before = await filesKept();
    const stream = new ReadableStream({
      start(sink) {
        for (let sent = 0; sent < 13; sent += 1) sink.enqueue(new Uint8Array(MEGA));
        sink.close();
      },
    });

    const said = await upload(new Uint8Array(13 * MEGA));
    const unsaid = await door.fetch('/api/uploads', {
      method: 'POST',
      body: stream,
      headers: { ...bearer(await accessToken(PersonId.new())), 'content-type': 'image/png' },
      duplex: 'half',
    } as RequestInit);

    expect([said.status, await said.json()]).toMatchObject([413, { code: 'request.too_large' }]);
    expect([unsaid.status, await unsaid.json()]).toMatchObject([413, { code: 'request.too_large' }]);
    expect(await filesKept()).toBe(before);
  });

  it.each([
    ['a page', 'text/html', '<script>'],
    ['a drawing that can run', 'image/svg+xml', '<svg/>'],
    ['JSON', 'application/json', '{}'],
  ])('refuses %s', async (_, type, body) => {
    const answer = await upload(body, { type });

    expect([answer.status, await answer.json()]).toMatchObject([
      415,
      { code: 'upload.type_refused', types: expect.arrayContaining(['image/jpeg', 'text/csv']) },
    ]);
  });

  it('is for who is signed in, and for something', async () => {
    const anybody = await door.post('/api/uploads', 'photo', { 'content-type': 'image/png' });
    const nothing = await upload('');

    expect([anybody.status, await anybody.json()]).toMatchObject([401, { code: 'auth.required' }]);
    expect([nothing.status, await nothing.json()]).toMatchObject([400, { code: 'request.invalid', field: 'body' }]);
  });

  it('keeps nothing of what was cut off', async () => {
    const before = await filesKept();
    const token = await accessToken(PersonId.new());
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
    socket.write(
      'POST /api/uploads HTTP/1.1\r\nhost: door\r\ncontent-type: image/png\r\n' +
        `authorization: Bearer ${token}\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(1_000)}`,
    );
    await eventually(async () => (await filesKept()) > before);

    socket.destroy();

    await eventually(async () => (await filesKept()) === before);
  });
});

describe('An upload that nobody uses', () => {
  const HOUR_MS = 3_600_000;
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
  const uploaded = async () => BlobKey.parse(((await (await upload('photo')).json()) as { blobKey: string }).blobKey);

  it('is gone a day later, but for an hour in which it may still be kept', async () => {
    const [unused, kept] = [await uploaded(), await uploaded()];
    expect(await blobs().keep(kept)).toBe(true);

    await blobs().sweep(inHours(24.5));
    expect(await blobs().about(unused)).toMatchObject({ size: 5 });
    await blobs().sweep(inHours(25.5));

    expect([await blobs().about(unused), await blobs().keep(unused)]).toEqual([undefined, false]);
    expect(await blobs().about(kept)).not.toHaveProperty('until');
    expect((await readWhole(blobs(), kept))?.toString()).toBe('photo');
  });
});

describe('Reading a blob', () => {
  const put = (key: BlobKey, type: string, text: string) =>
    blobs().put(key, Readable.from([Buffer.from(text)]), { type, maxBytes: 100 });

  it('gives everybody what is public, to be kept for ever', async () => {
    const key = BlobKey.new('public');
    await put(key, 'image/webp', 'apples');

    const answer = await door.fetch(`/api/blobs/${key}`);

    expect(await answer.text()).toBe('apples');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-length': '6',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const etag = answer.headers.get('etag') ?? '';
    expect((await door.fetch(`/api/blobs/${key}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('gives the rest to who was given the link, while it lasts, as a file to keep', async () => {
    const [mine, other] = [BlobKey.new('upload'), BlobKey.new('upload')];
    await put(mine, 'text/csv', 'a,b');
    await put(other, 'text/csv', 'c,d');
    const link = links.of(mine, new Date());
    const hourAgo = links.of(mine, new Date(Date.now() - 3_600_000));

    const answer = await door.fetch(link);
    expect([answer.status, await answer.text()]).toEqual([200, 'a,b']);
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');

    const refused = [
      `/api/blobs/${mine}`,
      hourAgo,
      link.replace(mine, other),
      link.replace(/until=\d+/, 'until=9999999999'),
      link.slice(0, -1),
      `${link}&signature=x`,
    ];
    for (const address of refused) expect([address, (await door.fetch(address)).status]).toEqual([address, 404]);
  });

  it.each(['..%2f..%2fetc%2fpasswd', 'public-', 'public-..', `public-${'0'.repeat(32)}.json`, BlobKey.new('public')])(
    'finds nothing at %s',
    async (key) => {
      expect((await door.fetch(`/api/blobs/${key}`)).status).toBe(404);
    },
  );
});
