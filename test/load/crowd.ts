import { Door } from './door.js';

/** What ends a crowd: the time, or that everybody had a turn. */
export type Bound = { seconds: number } | { turns: number };

const TURNS_MAX = 1_000_000;

/**
 * A closed loop: `size` buyers at a time, each with a connection of their own, each begins a new turn when the last one
 * has ended. What a turn throws ends the crowd.
 */
export async function crowd(
  url: string,
  size: number,
  bound: Bound,
  turn: (door: Door, nth: number) => Promise<void>,
): Promise<{ turns: number; seconds: number }> {
  const started = performance.now();
  const until = 'seconds' in bound ? started + bound.seconds * 1_000 : Infinity;
  const turns = 'turns' in bound ? bound.turns : TURNS_MAX;
  let next = 0;
  const buyer = async () => {
    const door = new Door(url);
    try {
      while (next < turns && performance.now() < until) await turn(door, next++);
    } finally {
      door.close();
    }
  };
  await Promise.all(Array.from({ length: size }, buyer));
  return { turns: next, seconds: (performance.now() - started) / 1_000 };
}
