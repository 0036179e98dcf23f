import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { SegmentSealed, StreamChanged } from '#contracts/tianjian/media/v1/media_pb.js';
import type { Tx } from '#database/tx.js';
import { LiveSessionId, RecordingId } from '#kernel/id.js';
import { CHAIN_START, linkOf } from '#kernel/recording-chain.js';
import { grouped } from '../grouped.js';
import { tellRoom } from '../room/tell-room.js';
import { isOver, type Session } from '../sessions/session.js';
import { lockNamed } from '../streams/stream.sql.js';
import { noteTrouble } from '../streams/trouble.sql.js';
import {
  addSegments,
  countSealed,
  findBreaks,
  openRecording,
  sealRecording,
  sealSession,
  setIntegrity,
  type RecordingKey,
  type Segment,
} from './recording.sql.js';

type Told = StreamChanged & { what: { case: 'segmentSealed' } };

/** Segments of one session, each checked against its neighbours as it comes. */
export async function noteSegments(tx: Tx, messages: StreamChanged[]): Promise<void> {
  const told = messages.filter((message): message is Told => message.what.case === 'segmentSealed');
  const [first] = told;
  const session = first && (await lockNamed(tx, LiveSessionId.parse(first.liveSessionId)));
  if (!session) return;
  for (const [recordingId, some] of grouped(told, (message) => RecordingId.parse(message.recordingId))) {
    const segments = some.map(({ what }) => toSegment(what.value)).sort((a, b) => a.n - b.n);
    await addToRecording(tx, { ...keyOf(session), recordingId }, some[0]?.edgeId ?? '', segments);
  }
}

async function addToRecording(tx: Tx, recording: RecordingKey, edgeId: string, segments: Segment[]): Promise<void> {
  const [from, until] = [segments[0], segments.at(-1)];
  if (!from || !until) return;
  await openRecording(tx, recording, edgeId, from.startsAt);
  const toldOtherwise = await addSegments(tx, recording, segments);
  // The one after them may have come before them.
  const broken = await findBreaks(tx, recording, { from: from.n, until: until.n + 1, start: CHAIN_START });
  for (const n of new Set([...toldOtherwise, ...broken])) {
    await noteTrouble(tx, recording, {
      kind: 'CHAIN_BROKEN',
      at: until.startsAt,
      words: `segment ${n}`,
      recordingId: recording.recordingId,
      apart: String(n),
    });
  }
  await settleRecording(tx, recording);
}

/** The edge has no room for what comes. */
export async function noteUnrecorded(tx: Tx, messages: StreamChanged[]): Promise<void> {
  for (const { what, at, ...message } of messages) {
    if (what.case !== 'recordingStopped') continue;
    const session = await lockNamed(tx, LiveSessionId.parse(message.liveSessionId));
    if (!session) continue;
    const when = at ? timestampDate(at) : new Date();
    await noteTrouble(tx, session, {
      kind: 'UNRECORDED',
      at: when,
      words: what.value.reason,
      recordingId: RecordingId.parse(message.recordingId),
      apart: when.toISOString(),
    });
  }
}

/** The edge says that a recording is whole. */
export async function noteSealed(tx: Tx, messages: StreamChanged[]): Promise<void> {
  for (const { what, at, ...message } of messages) {
    if (what.case !== 'recordingSealed') continue;
    const session = await lockNamed(tx, LiveSessionId.parse(message.liveSessionId));
    if (!session) continue;
    const recording = { ...keyOf(session), recordingId: RecordingId.parse(message.recordingId) };
    const { segments, bytes, durationMs, sha256, replayUrl } = what.value;
    const sealedAt = at ? timestampDate(at) : new Date();
    await openRecording(tx, recording, message.edgeId, sealedAt);
    await sealRecording(tx, recording, { segments, bytes, durationMs, sha256, replayUrl, sealedAt });
    await settleRecording(tx, recording);
    await sealSession(tx, session);
    if (isOver(session)) await tellRoom(tx, session, { kind: 'STREAM', body: { state: 'OVER', replayUrl } });
  }
}

/**
 * Whether a sealed recording is what was told of it: every segment there, each following the one before it, up to the
 * last link. Until all segments are there it stays open.
 */
export async function settleRecording(tx: Tx, recording: RecordingKey, { isLate = false } = {}): Promise<void> {
  const counted = await countSealed(tx, recording);
  if (!counted) return;
  const isThere = counted.hadSegments >= counted.segments;
  if (!isThere && !isLate) return;
  const { recordingId } = recording;
  const told = { at: counted.sealedAt, recordingId };
  const words = `${counted.hadSegments} of ${counted.segments} segments`;
  if (!isThere) await noteTrouble(tx, recording, { kind: 'INCOMPLETE', words, ...told });

  const breaks = await findBreaks(tx, recording, { from: 0, until: counted.segments, start: CHAIN_START });
  const isWhole =
    counted.hadSegments === counted.segments && counted.hadBytes === counted.bytes && isLast(counted) && !breaks.length;
  if (isThere && !isWhole && breaks.length === 0) {
    await noteTrouble(tx, recording, { kind: 'CHAIN_BROKEN', words: 'the last link', apart: 'last', ...told });
  }
  await setIntegrity(tx, recording, isWhole ? 'WHOLE' : 'BROKEN');
}

const isLast = ({ lastLink, sha256, segments }: { lastLink: string | null; sha256: string; segments: number }) =>
  segments === 0 || lastLink === sha256;

const keyOf = ({ companyId, liveSessionId }: Session) => ({ companyId, liveSessionId });

function toSegment({ n, startsAt, durationMs, bytes, generation, ...hashes }: SegmentSealed): Segment {
  const { sha256, initSha256, prevSha256 } = hashes;
  const link = linkOf(prevSha256, initSha256, sha256);
  const at = startsAt ? timestampDate(startsAt) : new Date(0);
  return { n, startsAt: at, durationMs, bytes, generation, sha256, initSha256, prevSha256, link };
}
