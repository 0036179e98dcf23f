import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Recording_Integrity } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import { toTrouble } from '../streams/stream-view.js';
import type { Trouble } from '../streams/trouble.sql.js';
import type { ShownRecording } from './recording.sql.js';

export const toRecording = (recording: ShownRecording, troubles: Trouble[]) => ({
  recordingId: recording.recordingId,
  liveSessionId: recording.liveSessionId,
  title: recording.title,
  startedAt: timestampFromDate(recording.startedAt),
  sealedAt: instant(recording.sealedAt),
  durationMs: recording.durationMs ?? 0n,
  bytes: recording.bytes ?? 0n,
  segments: recording.segments ?? 0,
  sha256: recording.sha256 ?? '',
  integrity: Recording_Integrity[recording.integrity],
  checkedAt: instant(recording.checkedAt),
  retainUntil: instant(recording.retainUntil),
  held: recording.held,
  holdReason: recording.holdReason,
  removedAt: instant(recording.removedAt),
  replayUrl: recording.removedAt ? '' : recording.replayUrl,
  troubles: troubles.map(toTrouble),
});

const instant = (at: Date | null) => (at ? timestampFromDate(at) : undefined);
