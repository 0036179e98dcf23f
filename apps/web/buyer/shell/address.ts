import { useEffect, useState } from 'preact/hooks';
import pages from '../pages.json';

export type PageName = keyof typeof pages;

export interface Place {
  page: PageName | undefined;
  id: string;
  query: URLSearchParams;
}

/** Which page an address is; the server answers the same ones with the shell. */
export function placeOf(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  for (const [page, pattern] of Object.entries(pages)) {
    const found = new RegExp(`^${pattern.replace(':id', '([^/]+)')}/?$`).exec(path);
    if (found) return { page: page as PageName, id: found[1] ?? '', query };
  }
  return { page: undefined, id: '', query };
}

export const addressOf = (page: PageName, id = '') => pages[page].replace(':id', id);

const MOVED = 'tianjian:moved';

/** How many steps back stay within these pages. */
let steps = 0;

export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', address);
  else {
    history.pushState(null, '', address);
    steps += 1;
  }
  scrollTo(0, 0);
  dispatchEvent(new Event(MOVED));
}

/** Back to where the person came from, or to `otherwise` where they came by a link from outside. */
export function back(otherwise: string): void {
  if (steps === 0) return go(otherwise, { replace: true });
  steps -= 1;
  history.back();
}

export function usePlace(): Place {
  const [place, move] = useState(() => placeOf(location.pathname, location.search));
  useEffect(() => {
    const moved = () => move(placeOf(location.pathname, location.search));
    addEventListener('popstate', moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener('popstate', moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  return place;
}
