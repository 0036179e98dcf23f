import { ask } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { useAsked, type Asked } from '../shell/use.js';
import type { Room } from './room.js';

const LOOK_MS = 2_000;

export function useRoom(liveSessionId: string): Asked<Room> {
  return useAsked(
    `room ${liveSessionId}`,
    async () => {
      const { session } = await ask<{ session: LiveSession }>('GET', `/live-sessions/${liveSessionId}`);
      return { session, chat: [], connection: 'slow' as const };
    },
    { every: LOOK_MS },
  );
}
