import { useRef, useState } from 'preact/hooks';
import type { Stream } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import { serverNow } from '../kernel/clock.js';
import { Player } from '../room/player.js';
import { useAsked, useTick } from '../shell/use.js';
import type { Playback } from '../stream/playback.js';
import { isRunning, useStream } from '../stream/use-stream.js';
import type { StreamDesk } from './shapes.js';
import { StreamSheet } from './stream-sheet.js';
import { say, type Word } from './words.js';

const LOOK_MS = 4_000;

const STATES: Record<Stream['state'], { word: Word; colour: string }> = {
  NONE: { word: 'streamNone', colour: 'grey' },
  ON: { word: 'streamOn', colour: 'green' },
  LOST: { word: 'streamLost', colour: 'red' },
  OVER: { word: 'streamOver', colour: 'grey' },
};

/** The picture as viewers have it, how it is doing, and the way to the keys. */
export function StreamCard({ session }: { session: RoomView['session'] }) {
  const at = `/companies/${session.companyId}/live-sessions/${session.liveSessionId}`;
  const desk = useAsked(`stream desk ${session.liveSessionId}`, () => ask<StreamDesk>('GET', `${at}/stream`), {
    every: LOOK_MS,
  });
  const [open, setOpen] = useState(false);
  const stream = useStream(session);
  const playback = useRef<Playback>(null);
  const runs = isRunning(stream);
  useTick(1_000, runs);
  const date = playback.current?.date();
  const state = STATES[desk.value?.stream?.state ?? stream?.state ?? 'NONE'];
  return (
    <section class="card stream-card" aria-label={say('streamIt')}>
      {runs && (
        <div class="cockpit-picture">
          {/* A village's line carries the picture out; it comes back over it only where it is asked for. */}
          <Player stream={stream} waits playback={playback} />
        </div>
      )}
      <div class="line">
        <span class={`tag ${state.colour}`}>{say(state.word)}</span>
        <span class="hint grow">
          {date !== undefined && say('seenAfter', Math.max(0, (serverNow() - date) / 1_000).toFixed(1))}
        </span>
        <button type="button" class="button quiet small" onClick={() => setOpen(true)}>
          {say('streamIt')}
        </button>
      </div>
      {open && <StreamSheet at={at} desk={desk} liveSessionId={session.liveSessionId} onClose={() => setOpen(false)} />}
    </section>
  );
}
