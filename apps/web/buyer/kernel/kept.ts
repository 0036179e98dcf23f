/**
 * What a device keeps for the next visit. Where the browser keeps nothing (a private window, a full disk) it lasts as
 * long as the page.
 */
const here = new Map<string, string>();
const listeners = new Set<() => void>();
const PREFIX = 'tianjian.';

export function keep(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  here.set(name, text);
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // Kept for this page only.
  }
  for (const listener of listeners) listener();
}

export function kept<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(PREFIX + name) ?? here.get(name);
    return text === undefined || text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export function forget(name: string): void {
  here.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // It was kept for this page only.
  }
  for (const listener of listeners) listener();
}

/** Tells of what is kept anew, by this page or by another one of the same device. */
export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
