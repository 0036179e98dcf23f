import { ask, query, signedInPerson } from '../door/door.js';
import type { LiveSession, Standing } from '../door/shapes.js';
import { clockTime, dayOf } from '../kernel/days.js';
import { SignInFirst } from '../people/sign-in.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed } from '../ui/states.js';
import { locale, say } from '../words/say.js';

/** The sessions of the caller's companies, on air first. */
export function CockpitsPage() {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('cockpit')} back="/me">
      {person ? <Sessions key={person} /> : <SignInFirst />}
    </Page>
  );
}

async function mySessions(): Promise<LiveSession[]> {
  const { memberships } = await ask<Standing>('GET', '/me');
  const mine = new Set(memberships.map(({ companyId }) => companyId));
  const pages = await Promise.all(
    ['LIVE', 'INTERRUPTED', 'READY', 'SCHEDULED'].map((status) =>
      ask<{ sessions: LiveSession[] }>('GET', `/live-sessions${query({ status, pageSize: 100 })}`),
    ),
  );
  return pages.flatMap(({ sessions }) => sessions).filter(({ companyId }) => mine.has(companyId));
}

function Sessions() {
  const sessions = useAsked('my-sessions', mySessions);
  if (!sessions.value)
    return sessions.problem ? <Failed problem={sessions.problem} again={sessions.again} /> : <Coming />;
  if (sessions.value.length === 0) return <Empty icon="air" title={say('noSessions')} />;
  return (
    <ul class="plain ahead">
      {sessions.value.map((session) => (
        <li key={session.liveSessionId}>
          <Link class="ahead-card" href={addressOf('cockpit', session.liveSessionId)}>
            {session.startsAt && (
              <span class="ahead-day">
                <b>{clockTime(session.startsAt, locale())}</b>
                {dayOf(session.startsAt, locale())}
              </span>
            )}
            <span class="grow">
              <b>{session.title}</b>
              {session.status === 'LIVE' && <span class="tag red">{say('live')}</span>}
            </span>
            <Icon name="right" size={18} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
