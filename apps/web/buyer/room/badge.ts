import type { ChatLine } from '#room/protocol.js';
import { say } from '../words/say.js';

/** What somebody who runs the session, or keeps order in it, is known by in its chat. */
export function badgeOf({ role }: Pick<ChatLine, 'role'>): string {
  if (role === 'host') return say('isHost');
  return role === 'moderator' ? say('isModerator') : '';
}
