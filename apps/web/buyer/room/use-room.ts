import { useEffect, useRef, useState } from 'preact/hooks';
import { RoomClient, type Status } from '#room/client.js';
import { BEAT_MS, type Fact } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { accessToken, signedInPerson } from '../door/door.js';
import { hearServerTime } from '../kernel/clock.js';
import { deviceId } from '../kernel/device.js';
import { newId } from '../kernel/ids.js';
import { useKept } from '../shell/use.js';

// A screen shows no more than sixty pictures a second, and chat needs ten.
const SHOW_MS = 100;

export interface UsedRoom {
  view: RoomView | undefined;
  state: Status['state'];
  /** Opens the line anew. */
  again(): void;
}

interface RoomUse {
  /** Somebody watches: what they see of it is counted. */
  watching?: boolean;
  onFact?: (fact: Fact) => void;
}

/** A room for as long as the page is open; its facts come by themselves. */
export function useRoom(liveSessionId: string, { watching = false, onFact }: RoomUse = {}): UsedRoom {
  const [shown, show] = useState<{ view?: RoomView; state: Status['state'] }>({ state: 'connecting' });
  const person = useKept(() => signedInPerson()?.personId);
  const client = useRef<RoomClient>(undefined);
  const heard = useRef(onFact);
  heard.current = onFact;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (state: Status['state'], wait: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { view } = room;
        show(view ? { view, state } : { state });
      }, wait);
    };
    let state: Status['state'] = 'connecting';
    let lastShown = 0;
    const room = new RoomClient({
      url: location.origin,
      liveSessionId,
      token: accessToken,
      deviceId: deviceId(),
      onFact: (fact) => heard.current?.(fact),
      onView: () => {
        hearServerTime(room.clock.now());
        const since = Date.now() - lastShown;
        if (since > SHOW_MS) lastShown = Date.now();
        later(state, since > SHOW_MS ? 0 : SHOW_MS - since);
      },
      onStatus: (status) => {
        ({ state } = status);
        later(state, 0);
      },
    }).open();
    client.current = room;
    const online = () => room.reconnect();
    addEventListener('online', online);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', online);
      room.close();
    };
  }, [liveSessionId]);

  const first = useRef(true);
  useEffect(() => {
    // Who somebody is is said when the line is opened.
    if (!first.current) client.current?.reconnect();
    first.current = false;
  }, [person]);

  useEffect(() => {
    if (!watching) return;
    const viewId = newId();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') client.current?.beat(viewId);
    }, BEAT_MS);
    return () => clearInterval(timer);
  }, [liveSessionId, watching]);

  return { view: shown.view, state: shown.state, again: () => client.current?.reconnect() };
}
