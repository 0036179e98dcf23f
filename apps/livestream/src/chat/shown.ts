import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ChatLineSchema } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import type { ChatLine } from '#room/protocol.js';
import { FOREVER, type Line } from './chat.js';

type Badge = 'host' | 'moderator' | '';

const badgeOf = ({ crew, moderates }: Line): Badge => {
  if (!crew) return '';
  return moderates ? 'moderator' : 'host';
};

/** A line as anybody may see it: not whose account it is. */
export function shownLine(line: Line): MessageInitShape<typeof ChatLineSchema> {
  const { at, lineId, speakerId, name, text, crew } = line;
  return { ...{ lineId, speakerId, name, text, crew }, role: badgeOf(line), at: timestampFromDate(at) };
}

/** The same in a frame of the room. */
export function roomLine(line: Line): ChatLine {
  const { lineId, speakerId, name, text, at } = line;
  return { ...{ lineId, name, text, by: speakerId, role: badgeOf(line) }, at: at.getTime() };
}

/** Absent where there is no end. */
export const shownEnd = (until: Date | null | undefined) =>
  until && until < FOREVER ? timestampFromDate(until) : undefined;
