import { useEffect, useState } from 'preact/hooks';

export interface Cell<T> {
  get(): T;
  set(value: T): void;
  listen(listener: () => void): () => void;
}

/** One value of the whole page, and whoever shows it. */
export function cell<T>(value: T): Cell<T> {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCell<T>(from: Cell<T>): T {
  const [, setTurn] = useState(0);
  useEffect(() => from.listen(() => setTurn((before) => before + 1)), [from]);
  return from.get();
}
