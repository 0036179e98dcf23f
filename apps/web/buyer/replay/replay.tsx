import { useEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '#room/protocol.js';
import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import { asSeenFromHere } from '../kernel/address.js';
import { countdown } from '../kernel/days.js';
import { useAsked } from '../shell/use.js';
import { playKept } from '../stream/hls-playback.js';
import { playsNatively } from '../stream/native-playback.js';
import { Icon } from '../ui/icon.js';
import { Price } from '../ui/price.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import { say } from '../words/say.js';

const LOOK_MS = 2_000;

interface Replayed {
  replayUrl: string;
  durationMs: string;
  chapters: Chapter[];
}

interface Chapter {
  skuId: string;
  title: string;
  fromS: number;
  toS: number;
}

export interface ReplayProps {
  room: RoomView;
  onBuy: (item: Item) => void;
}

/** A show that is over, from its beginning or from where something was shown; what was shown can be bought. */
export function Replay({ room, onBuy }: ReplayProps) {
  const { liveSessionId } = room.session;
  const [isThere, find] = useState(false);
  const replay = useAsked(
    `replay ${liveSessionId}`,
    () => ask<Replayed>('GET', `/live-sessions/${liveSessionId}/replay`),
    { every: isThere ? 0 : LOOK_MS },
  );
  useEffect(() => find(replay.value !== undefined), [replay.value]);
  if (replay.value) return <Kept room={room} replay={replay.value} onBuy={onBuy} />;
  // It is whole some seconds after the end.
  if (replay.problem?.code === 'not_found') return <Empty icon="air" title={say('replayComing')} />;
  return replay.problem ? <Failed problem={replay.problem} again={replay.again} /> : <Coming shapes={1} />;
}

function Kept({ room, replay, onBuy }: ReplayProps & { replay: Replayed }) {
  const video = useRef<HTMLVideoElement>(null);
  const [failed, fail] = useState(false);
  const [at, setAt] = useState(0);
  const { chapters } = replay;
  const replayUrl = asSeenFromHere(replay.replayUrl);
  useEffect(() => {
    const element = video.current;
    if (!element || failed) return;
    if (!playsNatively(element)) return playKept(element, replayUrl, () => fail(true));
    element.src = replayUrl;
    return undefined;
  }, [replayUrl, failed]);

  const jump = ({ fromS }: Chapter) => {
    const element = video.current;
    if (!element) return;
    element.currentTime = fromS;
    void element.play().catch(() => undefined);
  };
  return (
    <div class="replay">
      {failed && (
        <button type="button" class="button quiet" onClick={() => fail(false)}>
          {say('tryAgain')}
        </button>
      )}
      <video
        ref={video}
        controls
        playsInline
        poster="/field-still.svg"
        aria-label={say('replay')}
        onTimeUpdate={({ currentTarget: { currentTime } }) => setAt(Math.floor(currentTime))}
      />
      {chapters.length > 0 && (
        <section aria-label={say('chapters')}>
          <h2>{say('chapters')}</h2>
          <ol class="plain chapters">
            {chapters.map((chapter) => {
              const item = room.items[chapter.skuId];
              const isNow = chapter.fromS <= at && at < chapter.toS;
              return (
                <li key={`${chapter.skuId} ${chapter.fromS}`} class={isNow ? 'chapter now' : 'chapter'}>
                  <button type="button" class="grow" aria-current={isNow} onClick={() => jump(chapter)}>
                    <Icon name="play" size={18} />
                    <time>{countdown(chapter.fromS * 1_000)}</time>
                    <span class="grow">
                      {chapter.title} {item && <Price of={item.priceFen} size="small" />}
                    </span>
                  </button>
                  {item && (
                    <button
                      type="button"
                      class="button buy small"
                      disabled={item.available === 0}
                      aria-label={`${say('buy')} ${chapter.title}`}
                      onClick={() => onBuy(item)}
                    >
                      {say(item.available === 0 ? 'soldOut' : 'buy')}
                    </button>
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      )}
    </div>
  );
}
