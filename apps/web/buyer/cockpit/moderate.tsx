import { useState } from 'preact/hooks';
import type { ChatLine } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import { newId } from '../kernel/ids.js';
import { badgeOf } from '../room/badge.js';
import { useDoing } from '../shell/use.js';
import { Empty, Wrong } from '../ui/states.js';
import { LineActs, type LineAct } from './line-acts.js';
import { say } from './words.js';

const SHOWN = 40;
const MUTE_S = 600;
const SLOW_S = 10;

/** What is said, and two taps to do something about it: the line, then the act. Every act is kept with who and when. */
export function Moderate({ room }: { room: RoomView }) {
  const [chosen, choose] = useState<string>();
  const { doing, problem, run } = useDoing();
  const { companyId, liveSessionId } = room.session;
  const at = `/companies/${companyId}/live-sessions/${liveSessionId}/chat`;
  const act = (verb: 'POST' | 'PUT', path: string, body: object) =>
    void run(() => ask(verb, at + path, { actId: newId(), ...body })).then((done) => done && choose(undefined));
  const acts = ({ lineId, by }: ChatLine): LineAct[] => [
    { word: 'retract', icon: 'close', run: () => act('POST', '/retractions', { lineId }) },
    ...(by
      ? [
          { word: 'mute', icon: 'clock', run: () => act('POST', '/mutes', { speakerId: by, forS: MUTE_S }) } as const,
          { word: 'ban', icon: 'off', run: () => act('POST', '/bans', { speakerId: by, retractLines: true }) } as const,
        ]
      : []),
  ];
  const configure = (muted: boolean, slow: number) => act('PUT', '/settings', { mutedAll: muted, slowModeS: slow });
  return (
    <section class="card moderate">
      <h2>{say('chatOf')}</h2>
      <div class="buttons">
        <button
          type="button"
          class="chip"
          aria-pressed={room.slowModeS > 0}
          disabled={doing}
          onClick={() => configure(room.mutedAll, room.slowModeS > 0 ? 0 : SLOW_S)}
        >
          {say('slowMode')}
        </button>
        <button
          type="button"
          class="chip"
          aria-pressed={room.mutedAll}
          disabled={doing}
          onClick={() => configure(!room.mutedAll, room.slowModeS)}
        >
          {say('muteAll')}
        </button>
      </div>
      <Wrong problem={problem} />
      {room.chat.length === 0 && <Empty icon="chat" title={say('nobodyTalks')} />}
      <ul class="plain">
        {room.chat
          .slice(-SHOWN)
          .reverse()
          .map((line) => (
            <LineActs
              key={line.lineId}
              acts={acts(line)}
              open={chosen === line.lineId}
              doing={doing}
              onTurn={() => choose(chosen === line.lineId ? undefined : line.lineId)}
            >
              {badgeOf(line) && <span class="tag warm">{badgeOf(line)}</span>} <b>{line.name}</b> {line.text}
            </LineActs>
          ))}
      </ul>
    </section>
  );
}
