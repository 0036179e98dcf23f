import type { RoomView } from '#room/view.js';
import { isOnAir } from '../room/room.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Icon } from '../ui/icon.js';
import { Moderate } from './moderate.js';
import { Reports } from './reports.js';
import { say } from './words.js';

/** All that keeps order in a room: what was reported, what is said, and who was banned. */
export function ChatView({ room }: { room: RoomView }) {
  const { companyId, liveSessionId } = room.session;
  return (
    <div class="cockpit">
      <div class="cockpit-now">
        <Reports chatAt={`/companies/${companyId}/live-sessions/${liveSessionId}/chat`} />
        <Link class="row-button boxed" href={addressOf('bans', companyId)}>
          <Icon name="off" />
          <span class="grow">{say('bans')}</span>
          <Icon name="right" size={18} />
        </Link>
      </div>
      <div class="cockpit-side">{isOnAir(room.session) && <Moderate room={room} />}</div>
    </div>
  );
}
