import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { accessToken } from '../door/door.js';
import { deviceId } from '../kernel/device.js';

const GATHER_MS = 5_000;
// So much of a card, for so long, is a card that was seen.
const SEEN_PART = 0.5;
const SEEN_MS = 1_000;

interface Beacon {
  skuId: string;
  kind: 'EXPOSED' | 'CLICKED';
}

/** Tells of cards that were seen and clicked, each once a visit, a few at a time. What is lost on the way is lost. */
export class Beacons {
  private readonly told = new Set<string>();
  private waiting: Beacon[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly liveSessionId: string) {}

  note(skuId: string, kind: Beacon['kind']): void {
    if (this.told.has(kind + skuId)) return;
    this.told.add(kind + skuId);
    this.waiting.push({ skuId, kind });
    this.timer ??= setTimeout(() => void this.send(), GATHER_MS);
  }

  /** Also when the page goes away: the browser sends it all the same. */
  async send(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const beacons = this.waiting.splice(0);
    if (beacons.length === 0) return;
    const token = await accessToken();
    await fetch(`/api/live-sessions/${this.liveSessionId}/beacons`, {
      method: 'POST',
      keepalive: true,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ deviceId: deviceId(), beacons }),
    }).catch(() => undefined);
  }
}

/** Those of a room, for as long as it is open. */
export function useBeacons(liveSessionId: string): Beacons {
  const beacons = useMemo(() => new Beacons(liveSessionId), [liveSessionId]);
  useEffect(() => {
    const leave = () => void beacons.send();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [beacons]);
  return beacons;
}

/** The card of this SKU: noted once half of it was on the screen for a second. */
export function useSeen<E extends HTMLElement>(beacons: Beacons, skuId: string): RefObject<E | null> {
  const card = useRef<E>(null);
  useEffect(() => {
    const element = card.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const eye = new IntersectionObserver(
      ([entry]) => {
        clearTimeout(timer);
        if (entry?.isIntersecting) timer = setTimeout(() => beacons.note(skuId, 'EXPOSED'), SEEN_MS);
      },
      { threshold: SEEN_PART },
    );
    eye.observe(element);
    return () => {
      clearTimeout(timer);
      eye.disconnect();
    };
  }, [beacons, skuId]);
  return card;
}
