import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type Problem } from '../door/problem.js';
import { onKept } from '../kernel/kept.js';
import type { Cell } from './cell.js';

export interface Asked<T> {
  value: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  again(): void;
  set(value: T): void;
}

/**
 * Asks when `key` changes, and every so often while somebody looks. What was known stays on the page when asking again
 * fails; `undefined` as key asks nothing.
 */
export function useAsked<T>(key: string | undefined, asking: () => Promise<T>, { every = 0 } = {}): Asked<T> {
  const [state, setState] = useState<{ key?: string; value?: T; problem?: Problem; loading: boolean }>({
    loading: key !== undefined,
  });
  const [turn, setTurn] = useState(0);
  const asked = useRef(asking);
  asked.current = asking;

  useEffect(() => {
    if (key === undefined) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const value = await asked.current();
        if (!over) setState({ key, value, loading: false });
      } catch (error) {
        if (!over) {
          const problem = problemFrom(error);
          setState((before) => ({
            ...(before.key === key && before.value !== undefined ? { key, value: before.value } : { key }),
            problem,
            loading: false,
          }));
        }
      }
      if (!over && every > 0) timer = setTimeout(whenLooking, every);
    };
    const whenLooking = () => {
      if (document.visibilityState === 'visible') void look();
      else timer = setTimeout(whenLooking, every);
    };
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key, turn, every]);

  const again = useCallback(() => setTurn((before) => before + 1), []);
  const cutOff = state.key === key && state.problem?.isNetwork === true;
  useEffect(() => {
    if (!cutOff) return;
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [cutOff]);
  const set = useCallback(
    (value: T) => setState({ ...(key === undefined ? {} : { key }), value, loading: false }),
    [key],
  );
  const current = state.key === key ? state : { loading: key !== undefined };
  return {
    value: current.value as T | undefined,
    problem: (current as { problem?: Problem }).problem,
    loading: current.loading,
    again,
    set,
  };
}

/** What this device keeps, as it changes. */
export function useKept<T>(read: () => T): T {
  const [, setTurn] = useState(0);
  useEffect(() => onKept(() => setTurn((before) => before + 1)), []);
  return read();
}

/** Renders again every so often; off while nothing counts down. */
export function useTick(every: number, on = true): void {
  const [, setTurn] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setTurn((before) => before + 1), every);
    return () => clearInterval(timer);
  }, [every, on]);
}

/** Runs one thing at a time; says that it runs, and what went wrong. */
export function useDoing(): {
  doing: boolean;
  problem: Problem | undefined;
  run(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
} {
  const [state, setState] = useState<{ doing: boolean; problem?: Problem }>({ doing: false });
  const busy = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    if (busy.current) return false;
    busy.current = true;
    setState({ doing: true });
    try {
      await work();
      setState({ doing: false });
      return true;
    } catch (error) {
      setState({ doing: false, problem: problemFrom(error) });
      return false;
    } finally {
      busy.current = false;
    }
  }, []);
  const clear = useCallback(() => setState({ doing: false }), []);
  return { doing: state.doing, problem: state.problem, run, clear };
}

/** The title of the window, for as long as the page is open. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? '田间' : `${title} · 田间`;
  }, [title]);
}

/** What lies in a cell when a page opens; it is taken out. */
export function useCellOnce<T>(from: Cell<T | undefined>): T | undefined {
  const [value] = useState(() => from.get());
  useEffect(() => from.set(undefined), [from]);
  return value;
}
