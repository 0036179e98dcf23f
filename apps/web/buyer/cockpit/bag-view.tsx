import { useEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import { ask } from '../door/door.js';
import { problemFrom, type Problem } from '../door/problem.js';
import type { LiveSession } from '../door/shapes.js';
import { useAsked } from '../shell/use.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { FindGoods } from './find-goods.js';
import { say, type Word } from './words.js';

export const BAG_MAX = 500;

interface BagViewProps {
  session: Pick<LiveSession, 'companyId' | 'liveSessionId'>;
  /** Rises whenever somebody changed the bag. */
  version: number;
  isOver: boolean;
  /** What a flash offer sells just now stays. */
  flashSkuId: string | undefined;
}

/** Filling the shelf: what is looked for is put on it, and every change is kept as it is made. */
export function BagView({ session, version, isOver, flashSkuId }: BagViewProps) {
  const { liveSessionId, companyId } = session;
  const kept = useAsked(`bag ${liveSessionId} ${version}`, async () => {
    const answer = await ask<{ session: LiveSession }>('GET', `/live-sessions/${liveSessionId}`);
    return answer.session.bag;
  });
  const shown = useRef<Item[]>(undefined);
  shown.current = kept.value ?? shown.current;
  if (!shown.current) return kept.problem ? <Failed problem={kept.problem} again={kept.again} /> : <Coming />;
  return (
    <Filled
      at={`/companies/${companyId}/live-sessions/${liveSessionId}/bag`}
      companyId={companyId}
      kept={shown.current}
      isOver={isOver}
      flashSkuId={flashSkuId}
    />
  );
}

interface FilledProps {
  at: string;
  companyId: string;
  kept: Item[];
  isOver: boolean;
  flashSkuId: string | undefined;
}

function Filled({ at, companyId, kept, isOver, flashSkuId }: FilledProps) {
  const { bag, state, problem, change, undo, again } = useBag(at, kept);
  const [chosen, choose] = useState<string>();
  const has = new Set(bag.map(({ skuId }) => skuId));
  const without = (skuId: string) => bag.filter((item) => item.skuId !== skuId);
  const moveTo = (item: Item, place: number) => {
    const others = without(item.skuId);
    change([...others.slice(0, Math.max(0, place)), item, ...others.slice(Math.max(0, place))]);
  };
  return (
    <div class="cockpit">
      <section class="card cockpit-bag" aria-label={say('viewBag')}>
        <header class="bag-head">
          <h2 class="grow">{say('viewBag')}</h2>
          <span class="hint">{say('bagCount', bag.length)}</span>
          <span class="hint" role="status">
            {state === 'saving' ? say('saving') : state === 'saved' ? say('savedBag') : ''}
          </span>
        </header>
        {problem && (
          <>
            <Wrong problem={problem} />
            <div class="buttons">
              <button type="button" class="button quiet small" onClick={again}>
                {say('tryAgain')}
              </button>
              <button type="button" class="button quiet small" onClick={undo}>
                {say('undo')}
              </button>
            </div>
          </>
        )}
        {bag.length === 0 && <Empty icon="bag" title={say('bagEmpty')} />}
        <ol class="plain">
          {bag.map((item, nth) => (
            <li key={item.skuId} class="bag-edit">
              <button
                type="button"
                class="bag-line"
                disabled={isOver}
                aria-expanded={chosen === item.skuId}
                onClick={() => choose(chosen === item.skuId ? undefined : item.skuId)}
              >
                <span class="hint bag-number">{nth + 1}</span>
                <span class="grow">
                  {item.title}
                  <span class="hint">
                    <Price of={item.priceFen} size="small" />{' '}
                    {item.available === 0 ? say('soldOut') : say('left', item.available)}
                  </span>
                </span>
                {!isOver && <Icon name="more" size={20} />}
              </button>
              {chosen === item.skuId && (
                <div class="buttons">
                  <Act word="toTop" of={item} icon="top" disabled={nth === 0} onClick={() => moveTo(item, 0)} />
                  <Act word="moveUp" of={item} icon="up" disabled={nth === 0} onClick={() => moveTo(item, nth - 1)} />
                  <Act
                    word="moveDown"
                    of={item}
                    icon="down"
                    disabled={nth === bag.length - 1}
                    onClick={() => moveTo(item, nth + 1)}
                  />
                  <Act
                    word="takeOut"
                    of={item}
                    icon="close"
                    disabled={item.skuId === flashSkuId}
                    onClick={() => change(without(item.skuId))}
                  />
                  {item.skuId === flashSkuId && <p class="hint">{say('keptByFlash')}</p>}
                </div>
              )}
            </li>
          ))}
        </ol>
      </section>
      {!isOver && (
        <FindGoods
          companyId={companyId}
          has={has}
          full={bag.length >= BAG_MAX}
          onAdd={(item) => change([...bag, item])}
        />
      )}
    </div>
  );
}

interface ActProps {
  word: Word;
  of: Item;
  icon: IconName;
  disabled: boolean;
  onClick: () => void;
}

const Act = ({ word, of, icon, disabled, onClick }: ActProps) => (
  <button
    type="button"
    class="button quiet small"
    disabled={disabled}
    aria-label={`${say(word)} ${of.title}`}
    onClick={onClick}
  >
    <Icon name={icon} size={18} /> {say(word)}
  </button>
);

const idsOf = (bag: Item[]) => bag.map(({ skuId }) => skuId).join();

/** Shows what is wanted at once and writes the latest of it, one at a time: taps in between need no writing of their own. */
function useBag(at: string, kept: Item[]) {
  const [bag, setBag] = useState(kept);
  const [state, setState] = useState<'' | 'saving' | 'saved'>('');
  const [problem, setProblem] = useState<Problem>();
  const wanted = useRef(kept);
  const saved = useRef(kept);
  const busy = useRef(false);

  useEffect(() => {
    // Changed elsewhere, and not being changed here.
    if (busy.current || idsOf(wanted.current) !== idsOf(saved.current)) return;
    wanted.current = saved.current = kept;
    setBag(kept);
  }, [kept]);

  const write = async () => {
    if (busy.current) return;
    busy.current = true;
    setProblem(undefined);
    setState('saving');
    try {
      while (idsOf(wanted.current) !== idsOf(saved.current)) {
        const going = wanted.current;
        const skuIds = going.map(({ skuId }) => skuId);
        const { session } = await ask<{ session: LiveSession }>('PUT', at, { skuIds });
        saved.current = session.bag;
        if (wanted.current === going) {
          wanted.current = session.bag;
          setBag(session.bag);
        }
      }
      setState('saved');
    } catch (error) {
      setProblem(problemFrom(error));
      setState('');
    }
    busy.current = false;
  };
  const change = (next: Item[]) => {
    wanted.current = next;
    setBag(next);
    void write();
  };
  const undo = () => {
    wanted.current = saved.current;
    setBag(saved.current);
    setProblem(undefined);
  };
  return { bag, state, problem, change, undo, again: () => void write() };
}
