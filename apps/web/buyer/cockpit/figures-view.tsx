import { useId, useState } from 'preact/hooks';
import type { RoomView } from '#room/view.js';
import { ask, query } from '../door/door.js';
import { secondOf } from '../kernel/days.js';
import { fen, money } from '../kernel/money.js';
import { isOnAir } from '../room/room.js';
import { useAsked } from '../shell/use.js';
import { Sheet } from '../ui/sheet.js';
import { Coming, Failed } from '../ui/states.js';
import { locale, spoken } from '../words/say.js';
import { shownFigure } from './figure.js';
import type { Figures, FiguresAnswer, MetricDefinition, SessionShifts } from './shapes.js';
import { say, type Word } from './words.js';

const LIVE_LOOK_MS = 1_000;
const LOOK_MS = 30_000;

const SCOPES = [
  { scope: 'session', word: 'ofSession', by: '' },
  { scope: 'item', word: 'ofItem', by: 'ITEM' },
  { scope: 'host', word: 'ofHost', by: 'HOST' },
  { scope: 'account', word: 'ofAccount', by: '' },
] as const satisfies { scope: string; word: Word; by: string }[];

type Scope = (typeof SCOPES)[number]['scope'];

/** Every figure of the dictionary, as it is now: of the session, of what was sold, of who sold it, of the account. */
export function FiguresView({ room }: { room: RoomView }) {
  const { companyId, liveSessionId, accountId } = room.session;
  const [scope, setScope] = useState<Scope>('session');
  const [key, setKey] = useState<string>();
  const by = SCOPES.find((one) => one.scope === scope)?.by ?? '';
  const of = scope === 'account' ? { accountId } : { liveSessionId, by };
  const figures = useAsked(
    `figures ${liveSessionId} ${scope}`,
    () => ask<FiguresAnswer>('GET', `/companies/${companyId}/figures${query(of)}`),
    { every: isOnAir(room.session) ? LIVE_LOOK_MS : LOOK_MS },
  );
  const dictionary = useAsked('definitions', () =>
    ask<{ metrics: MetricDefinition[] }>('GET', '/metrics/definitions').then(({ metrics }) => metrics),
  );
  const names = useNames(room, scope);
  const rows = figures.value?.rows ?? [];
  const row = rows.find((one) => one.key === key) ?? rows[0];
  const shown = by === '' ? figures.value?.total : row?.figures;
  const failed = figures.problem ?? dictionary.problem;
  return (
    <section class="figures" aria-label={say('viewFigures')}>
      <div class="chips" role="group" aria-label={say('viewFigures')}>
        {SCOPES.map((one) => (
          <button
            key={one.scope}
            type="button"
            class="chip"
            aria-pressed={one.scope === scope}
            onClick={() => {
              setScope(one.scope);
              setKey(undefined);
            }}
          >
            {say(one.word)}
          </button>
        ))}
      </div>
      {scope === 'account' && <p class="hint">{say('accountDays')}</p>}
      {by !== '' && rows.length > 0 && (
        <Which
          rows={rows}
          names={names}
          chosen={row?.key ?? ''}
          onChoose={setKey}
          nobody={scope === 'host' ? 'noHost' : 'noItem'}
        />
      )}
      {by !== '' && figures.value && rows.length === 0 && <p class="hint">{say('noFiguresYet')}</p>}
      {shown && dictionary.value && <Tiles figures={shown} dictionary={dictionary.value} />}
      {failed && !(shown && dictionary.value) && (
        <Failed
          problem={failed}
          again={() => {
            figures.again();
            dictionary.again();
          }}
        />
      )}
      {!failed && !(figures.value && dictionary.value) && <Coming />}
      {figures.value && <p class="hint center">{say('asOf', secondOf(figures.value.asOf, locale()))}</p>}
    </section>
  );
}

/** What keys of rows are called. */
function useNames(room: RoomView, scope: Scope): ReadonlyMap<string, string> {
  const { companyId, liveSessionId } = room.session;
  const team = useAsked(scope === 'host' ? `names ${liveSessionId}` : undefined, () =>
    ask<SessionShifts>('GET', `/companies/${companyId}/live-sessions/${liveSessionId}/shifts`),
  );
  if (scope === 'item') return new Map(Object.values(room.items).map(({ skuId, title }) => [skuId, title]));
  const { shifts = [], duties = [] } = team.value ?? {};
  return new Map([...duties, ...shifts].map(({ personId, stageName }) => [personId, stageName]));
}

interface WhichProps {
  rows: FiguresAnswer['rows'];
  names: ReadonlyMap<string, string>;
  chosen: string;
  /** What the row without a key is called. */
  nobody: Word;
  onChoose: (key: string) => void;
}

function Which({ rows, names, chosen, nobody, onChoose }: WhichProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{say('whichOne')}</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {rows.map(({ key, figures }) => (
          <option key={key} value={key}>
            {key === '' ? say(nobody) : (names.get(key) ?? key.slice(-6))} · {money(fen(figures.paidFen))}
          </option>
        ))}
      </select>
    </div>
  );
}

function Tiles({ figures, dictionary }: { figures: Figures; dictionary: MetricDefinition[] }) {
  const [open, setOpen] = useState<MetricDefinition>();
  const nameOf = (metric: string) => {
    const found = dictionary.find((one) => one.metric === metric);
    return found ? named(found) : metric;
  };
  return (
    <>
      <div class="tiles">
        {dictionary.map((one) => (
          <button
            key={one.metric}
            type="button"
            class={`tile${one.metric === 'paidFen' ? ' first' : ''}${one.metric.startsWith('refunds.') ? ' several' : ''}`}
            data-metric={one.metric}
            aria-haspopup="dialog"
            onClick={() => setOpen(one)}
          >
            <span>{named(one)}</span>
            <b>{shownFigure(figures, one)}</b>
          </button>
        ))}
      </div>
      {open && (
        <Sheet title={named(open)} onClose={() => setOpen(undefined)}>
          <p class="figure-large">{shownFigure(figures, open)}</p>
          <h3>{say('means')}</h3>
          <p>{spoken() === 'zh' ? open.definition : open.definitionEn}</p>
          {open.numerator !== '' && (
            <p class="hint">
              {nameOf(open.numerator)} ÷ {nameOf(open.denominator)}
            </p>
          )}
          <p class="hint">{open.metric}</p>
        </Sheet>
      )}
    </>
  );
}

const named = ({ name, nameEn }: MetricDefinition) => (spoken() === 'zh' ? name : nameEn);
