import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { newId } from '../kernel/ids.js';
import { Link } from '../shell/link.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { LineActs, type LineAct } from './line-acts.js';
import type { ReportedLine } from './shapes.js';
import { say } from './words.js';

const LOOK_MS = 5_000;

/** What viewers complained of, the most reported first: it goes, or it stays and its reports are settled. */
export function Reports({ chatAt }: { chatAt: string }) {
  const reported = useReports(chatAt);
  const [chosen, choose] = useState<string>();
  const { doing, problem, run } = useDoing();
  const decide = (way: 'retractions' | 'dismissals', lineId: string) =>
    void run(() => ask('POST', `${chatAt}/${way}`, { actId: newId(), lineId })).then((done) => {
      if (!done) return;
      choose(undefined);
      reported.set((reported.value ?? []).filter(({ line }) => line.lineId !== lineId));
      reported.again();
    });
  const acts = (lineId: string): LineAct[] => [
    { word: 'retract', icon: 'close', run: () => decide('retractions', lineId) },
    { word: 'letStand', icon: 'check', run: () => decide('dismissals', lineId) },
  ];
  return (
    <section class="card reports" aria-label={say('reportedLines')}>
      <h2>{say('reportedLines')}</h2>
      <Wrong problem={problem} />
      {!reported.value &&
        (reported.problem ? <Failed problem={reported.problem} again={reported.again} /> : <Coming shapes={2} />)}
      {reported.value?.length === 0 && <Empty icon="check" title={say('noReports')} />}
      <ul class="plain">
        {reported.value?.map(({ line, reports, reasons }) => (
          <LineActs
            key={line.lineId}
            acts={acts(line.lineId)}
            open={chosen === line.lineId}
            doing={doing}
            onTurn={() => choose(chosen === line.lineId ? undefined : line.lineId)}
          >
            <b>{line.name}</b> {line.text}
            <span class="hint">
              {say('reportedTimes', reports)}
              {reasons.length > 0 && ` · ${[...new Set(reasons)].join(say('comma'))}`}
            </span>
          </LineActs>
        ))}
      </ul>
    </section>
  );
}

const useReports = (chatAt: string) =>
  useAsked(`reports ${chatAt}`, async () => (await ask<{ lines: ReportedLine[] }>('GET', `${chatAt}/reports`)).lines, {
    every: LOOK_MS,
  });

/** Beside whatever else the host looks at: that something waits for them. */
export function ReportedLink({ chatAt, href }: { chatAt: string; href: string }) {
  const count = useReports(chatAt).value?.length ?? 0;
  if (count === 0) return null;
  return (
    <Link class="row-button boxed" href={href}>
      <Icon name="bell" />
      <span class="grow">{say('reportsWait', count)}</span>
      <Icon name="right" size={18} />
    </Link>
  );
}
