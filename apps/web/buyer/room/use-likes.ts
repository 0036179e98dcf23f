import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { problemFrom } from '../door/problem.js';
import { newId } from '../kernel/ids.js';

const GATHER_MS = 1_000;
const AT_ONCE_MAX = 50;

interface Batch {
  likesId: string;
  likes: number;
}

/** Taps of a thumb, gathered and sent once a second; a batch that was not heard is sent again under its id. */
export function useLikes(liveSessionId: string, total: number): { shown: number; like: () => void } {
  const [mine, setMine] = useState(0);
  const taps = useRef(0);
  const unheard = useRef<Batch>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const later = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void flush();
    }, GATHER_MS);
  }, [liveSessionId]);
  const flush = async () => {
    const batch = unheard.current ?? { likesId: newId(), likes: Math.min(taps.current, AT_ONCE_MAX) };
    if (batch.likes === 0) return;
    if (!unheard.current) taps.current -= batch.likes;
    unheard.current = batch;
    try {
      await ask('POST', `/live-sessions/${liveSessionId}/likes`, batch);
      unheard.current = undefined;
    } catch (error) {
      if (problemFrom(error).isFinal) unheard.current = undefined;
    }
    if (unheard.current || taps.current > 0) later();
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const like = () => {
    taps.current += 1;
    // The room's own total comes half a second later; until then a thumb sees what it did.
    setMine((before) => Math.max(before, total) + 1);
    later();
  };
  return { shown: Math.max(total, mine), like };
}
