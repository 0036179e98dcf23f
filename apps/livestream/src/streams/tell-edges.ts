import { create, toJson } from '@bufbuild/protobuf';
import { StandingAnswerSchema } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import type { Tx } from '#database/tx.js';
import type { LiveSessionId } from '#kernel/id.js';
import { STREAM_STANDING } from '#messaging/subjects.js';
import { findStandings } from './stream.sql.js';

/** Tells all media edges at once how a session stands, once this has committed. Who does not hear it asks within seconds. */
export async function tellEdges(tx: Tx, { liveSessionId }: { liveSessionId: LiveSessionId }): Promise<void> {
  const sessions = await findStandings(tx, liveSessionId);
  if (sessions.length === 0) return;
  const standing = create(StandingAnswerSchema, { sessions });
  tx.whisper(STREAM_STANDING, toJson(StandingAnswerSchema, standing, { alwaysEmitImplicit: true }));
}
