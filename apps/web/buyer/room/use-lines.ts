import { useCallback, useState } from 'preact/hooks';
import type { ChatLine } from '#room/protocol.js';
import { mergedChat, type RoomView } from '#room/view.js';
import { ask, signedInPerson } from '../door/door.js';
import { deviceId } from '../kernel/device.js';
import { newId } from '../kernel/ids.js';

export interface Lines {
  shown: (ChatLine & { mine: boolean })[];
  /** Under an id of its own: said twice it is one line. */
  say(text: string): Promise<void>;
}

/** What is said in a room; one's own lines at once, with the answer of the door. */
export function useLines(room: RoomView): Lines {
  const { liveSessionId } = room.session;
  const [mine, setMine] = useState<ChatLine[]>([]);
  const say = useCallback(
    async (text: string) => {
      const { line } = await ask<{ line: ChatLine & { at: string | number } }>(
        'POST',
        `/live-sessions/${liveSessionId}/chat`,
        { lineId: newId(), text, name: signedInPerson()?.name ?? '', deviceId: deviceId() },
      );
      const at = typeof line.at === 'number' ? line.at : Date.parse(line.at);
      setMine((before) => [...before, { ...line, at }]);
    },
    [liveSessionId],
  );
  const own = new Set(mine.map(({ lineId }) => lineId));
  const shown = mergedChat(room.chat, mine).map((line) => ({ ...line, mine: own.has(line.lineId) }));
  return { shown, say };
}
