import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ChatLineSchema } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { ChatLine } from '#room/protocol.js';
import { FOREVER, type Line } from './chat.js';

/** A line as anybody may see it: not whose account it is. */
export const shownLine = ({
  at,
  lineId,
  speakerId,
  name,
  text,
  crew,
}: Line): MessageInitShape<typeof ChatLineSchema> => ({
  ...{ lineId, speakerId, name, text, crew },
  at: timestampFromDate(at),
});

/** The same in a frame of the room. */
export const roomLine = ({ lineId, speakerId, name, text, crew, at }: Line): ChatLine => ({
  ...{ lineId, name, text, by: speakerId, role: crew ? 'host' : '' },
  at: at.getTime(),
});

/** Absent where there is no end. */
export const shownEnd = (until: Date | null | undefined) =>
  until && until < FOREVER ? timestampFromDate(until) : undefined;
