import { useEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type Problem } from '../door/problem.js';

interface Paged {
  nextPageToken: string;
}

interface State<Page> {
  key: string | undefined;
  pages: Page[];
  problem?: Problem;
  loading: boolean;
}

/** A list page by page; it begins anew when `key` changes. */
export function usePages<Page extends Paged>(key: string | undefined, asking: (pageToken: string) => Promise<Page>) {
  const [state, setState] = useState<State<Page>>({ key, pages: [], loading: key !== undefined });
  const wanted = useRef(key);
  wanted.current = key;

  const load = async (earlier: Page[], pageToken: string) => {
    setState({ key, pages: earlier, loading: true });
    try {
      const page = await asking(pageToken);
      if (wanted.current === key) setState({ key, pages: [...earlier, page], loading: false });
    } catch (error) {
      if (wanted.current === key) setState({ key, pages: earlier, problem: problemFrom(error), loading: false });
    }
  };
  useEffect(() => {
    if (key !== undefined) void load([], '');
  }, [key]);

  const current = state.key === key ? state : { key, pages: [], loading: key !== undefined };
  const next = current.pages.at(-1)?.nextPageToken ?? '';
  return {
    pages: current.pages,
    problem: current.problem,
    loading: current.loading,
    again: () => void load([], ''),
    more: next === '' ? undefined : () => void load(current.pages, next),
  };
}
