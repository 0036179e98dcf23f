import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing/running-service.js';
import { create } from '@bufbuild/protobuf';
import { StreamChangedSchema } from '#contracts/tianjian/media/v1/media_pb.js';
import { EventId } from '#kernel/id.js';
import { Outbox, type Letter } from './outbox.js';

const LATER_MS = 11_000;

describe('What an edge tells', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('is told again where the broker lost it, until it was applied, and not once more', async () => {
    const { outbox, broker } = await opened();
    const [first, second, third] = await told(outbox, 3);
    await eventually(async () => broker.delivered.length === 3);
    broker.applied.add(first!).add(third!);

    await outbox.confirm(Date.now());
    expect(broker.delivered).toHaveLength(3); // Too young to be asked for.
    await outbox.confirm(Date.now() + LATER_MS);
    expect(broker.again).toEqual([second]);

    broker.applied.add(second!);
    await outbox.confirm(Date.now() + 2 * LATER_MS);
    await outbox.confirm(Date.now() + 3 * LATER_MS);
    expect(broker.again).toEqual([second]);
    await outbox.stop(0);
  });

  it('is told again by the next run where this one did not hear that it was applied', async () => {
    const { outbox, broker, folder } = await opened();
    const [first, second] = await told(outbox, 2);
    await eventually(async () => broker.delivered.length === 2);
    broker.applied.add(first!);
    await outbox.confirm(Date.now() + LATER_MS);
    await outbox.stop(0);

    const next = await opened(folder);
    await eventually(async () => next.broker.delivered.length === 1);
    expect(next.broker.delivered).toEqual([second]);
    await next.outbox.stop(0);
  });

  async function opened(folder = mkdtempSync(join(tmpdir(), 'tianjian-outbox-'))) {
    if (!folders.includes(folder)) folders.push(folder);
    const broker = { delivered: [] as string[], again: [] as string[], applied: new Set<string>() };
    const outbox = await Outbox.open({
      folder,
      deliver: async ({ eventId }: Letter, again: boolean) => {
        broker.delivered.push(eventId);
        if (again) broker.again.push(eventId);
      },
      missing: async (eventIds) => eventIds.filter((eventId) => !broker.applied.has(eventId)),
      failed: (error) => {
        throw error;
      },
    });
    outbox.start();
    return { outbox, broker, folder };
  }

  async function told(outbox: Outbox, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => EventId.new());
    for (const eventId of ids) await outbox.tell({ eventId, message: create(StreamChangedSchema, {}) });
    return ids;
  }
});
