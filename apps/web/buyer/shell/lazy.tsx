import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { networkProblem, type Problem } from '../door/problem.js';
import { Coming, Failed } from '../ui/states.js';

/** Pages that are fetched when somebody goes there, all of them in one go. */
export function lazy<All>(load: () => Promise<All>) {
  return <Props extends object>(pick: (all: All) => ComponentType<Props>): ComponentType<Props> =>
    function Later(props: Props) {
      const [all, setAll] = useState<All>();
      const [problem, setProblem] = useState<Problem>();
      const [turn, setTurn] = useState(0);
      useEffect(() => {
        load().then(
          (loaded) => setAll(() => loaded),
          () => setProblem(networkProblem()),
        );
      }, [turn]);
      if (all === undefined) {
        return problem ? (
          <Failed
            problem={problem}
            again={() => {
              setProblem(undefined);
              setTurn(turn + 1);
            }}
          />
        ) : (
          <Coming />
        );
      }
      const Picked = pick(all);
      return <Picked {...props} />;
    };
}
