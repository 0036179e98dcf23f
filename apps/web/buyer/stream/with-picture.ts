import { useEffect, useRef, useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { serverNow } from '../kernel/clock.js';

const LOOK_MS = 100;
// A picture that stands is not waited for any longer.
const LATEST_MS = 8_000;

type OnTable = Pick<RoomView, 'pinned' | 'flash'>;

/**
 * What lies on the table comes when the picture comes to it: the host says a price, and then it is there. Stock and what
 * may be bought for how much stay those of now.
 */
export function useWithPicture<R extends RoomView | undefined>(
  room: R,
  on: boolean,
  dateOfPicture: () => number | undefined,
): R {
  const waiting = useRef<(OnTable & { at: number })[]>([]);
  const heard = useRef<OnTable>(undefined);
  const [shown, show] = useState<OnTable>();
  const date = useRef(dateOfPicture);
  date.current = dateOfPicture;

  const { pinned, flash } = room ?? {};
  useEffect(() => {
    if (!on || !room) {
      waiting.current = [];
      heard.current = undefined;
      show(undefined);
      return;
    }
    const first = heard.current === undefined;
    heard.current = { pinned, flash };
    if (first) show({ pinned, flash });
    else waiting.current.push({ pinned, flash, at: serverNow() });
  }, [on, room !== undefined, pinned?.skuId, flash?.offerId]);

  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      const next = waiting.current[0];
      if (!next) return;
      const picture = date.current() ?? Infinity;
      if (next.at > picture && serverNow() - next.at < LATEST_MS) return;
      waiting.current.shift();
      show(next);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [on]);

  if (!on || !room || !shown) return room;
  // How many are left of an offer is a state of now.
  const flashShown = shown.flash && room.flash?.offerId === shown.flash.offerId ? room.flash : shown.flash;
  return { ...room, pinned: shown.pinned, flash: flashShown };
}
