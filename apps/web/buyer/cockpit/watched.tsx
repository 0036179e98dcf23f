import { ask, query } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { useShop } from '../products/shop.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { useAsked } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import type { Desk } from './desks.js';
import type { SessionPage } from './shapes.js';
import { say } from './words.js';

const LOOK_MS = 15_000;
const PAGE = 100;
const PAGES_MAX = 5;

/** What is on air of a company, for who keeps order there and does nothing else. */
export function Watched({ desk: { companyId } }: { desk: Desk }) {
  const shop = useShop(companyId);
  const live = useAsked(`watched ${companyId}`, () => onAirOf(companyId), { every: LOOK_MS });
  return (
    <section class="plan" aria-label={shop?.name ?? say('cockpit')}>
      <header class="plan-head">
        <h2 class="grow">{shop?.name ?? ''}</h2>
        <Link class="button quiet small" href={addressOf('bans', companyId)}>
          <Icon name="off" size={18} /> {say('bans')}
        </Link>
      </header>
      <p class="hint">{say('moderatorsAre')}</p>
      {!live.value && (live.problem ? <Failed problem={live.problem} again={live.again} /> : <Coming />)}
      {live.value?.length === 0 && <Empty icon="air" title={say('nothingOnAir')} />}
      <ul class="plain ahead">
        {live.value?.map(({ liveSessionId, title }) => (
          <li key={liveSessionId}>
            <Link class="ahead-card" href={addressOf('cockpit', liveSessionId)}>
              <span class="grow">
                <b>{title}</b>
                <span class="tag red">{say('live')}</span>
              </span>
              <Icon name="right" size={18} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The list that everybody sees: who moderates is told nothing of a company that others are not. */
async function onAirOf(companyId: string): Promise<LiveSession[]> {
  const all: LiveSession[] = [];
  let pageToken = '';
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await ask<SessionPage>('GET', `/live-sessions${query({ status: 'LIVE', pageSize: PAGE, pageToken })}`);
    all.push(...page.sessions.filter((session) => session.companyId === companyId));
    pageToken = page.nextPageToken;
    if (pageToken === '') break;
  }
  return all;
}
