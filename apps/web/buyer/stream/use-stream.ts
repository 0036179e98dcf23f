import type { Stream } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { useAsked } from '../shell/use.js';

/** There is a picture, or there will be one again in a moment. */
export const isRunning = (stream: Stream | undefined): stream is Stream =>
  stream?.state === 'ON' || stream?.state === 'LOST';

/** The stream of a session, with where it plays: that is asked for when the room told only that it began. */
export function useStream(session: RoomView['session'] | undefined): Stream | undefined {
  const stream = session?.stream;
  const isUnknown = isRunning(stream) && stream.hlsUrl === '';
  const key = session && isUnknown ? `stream ${session.liveSessionId}` : undefined;
  const asked = useAsked(key, () =>
    ask<{ session: LiveSession }>('GET', `/live-sessions/${session?.liveSessionId}`).then((answer) => answer.session),
  );
  if (!isUnknown) return stream;
  return asked.value?.stream && { ...asked.value.stream, state: stream.state };
}
