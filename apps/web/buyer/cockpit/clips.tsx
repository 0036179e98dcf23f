import type { RoomView } from '#room/view.js';
import { ask } from '../door/door.js';
import { countdown } from '../kernel/days.js';
import { useAsked } from '../shell/use.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import type { Clip } from './shapes.js';
import { say } from './words.js';

const LOOK_MS = 15_000;

/** What was shown, each time as a film of its own, to be kept or sent around. */
export function Clips({ session: { companyId, liveSessionId, stream } }: { session: RoomView['session'] }) {
  const at = `/companies/${companyId}/live-sessions/${liveSessionId}/clips`;
  // Its links are good for an hour, and it is whole some seconds after the end: asked for anew in both cases.
  const wasStreamed = stream !== undefined && stream.state !== 'NONE';
  const asked = useAsked(wasStreamed ? at : undefined, () => ask<{ clips: Clip[] }>('GET', at), { every: LOOK_MS });
  const clips = asked.value?.clips;
  if (!wasStreamed) return null;
  return (
    <section class="card" aria-label={say('clips')}>
      <h3>{say('clips')}</h3>
      <p class="hint">{say('clipsHint')}</p>
      {!clips && asked.problem && asked.problem.code !== 'not_found' && (
        <Failed problem={asked.problem} again={asked.again} />
      )}
      {!clips && !asked.problem && <Coming shapes={1} />}
      {(clips?.length === 0 || asked.problem?.code === 'not_found') && <Empty icon="air" title={say('noClips')} />}
      <ul class="plain">
        {clips?.map(({ skuId, title, fromS, toS, url }) => (
          <li key={`${skuId} ${fromS}`} class="bag-line">
            <span class="grow">
              {title}
              <span class="hint">
                {countdown(fromS * 1_000)} – {countdown(toS * 1_000)}
              </span>
            </span>
            <a class="button quiet small" href={url} download aria-label={`${say('downloadClip')} ${title}`}>
              {say('downloadClip')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
