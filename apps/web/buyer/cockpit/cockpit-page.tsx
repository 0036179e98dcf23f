import type { RoomView } from '#room/view.js';
import { ask, signedInPerson } from '../door/door.js';
import { networkProblem } from '../door/problem.js';
import { SignInFirst } from '../people/sign-in.js';
import { isAnnounced, isOnAir } from '../room/room.js';
import { useRoom } from '../room/use-room.js';
import { addressOf, usePlace } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useDoing, useKept } from '../shell/use.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Coming, Failed, Wrong } from '../ui/states.js';
import { BagView } from './bag-view.js';
import { ChatView } from './chat-view.js';
import { myDesks, type Desk } from './desks.js';
import { FiguresView } from './figures-view.js';
import { ShowView } from './show-view.js';
import { TeamView } from './team-view.js';
import { say, type Word } from './words.js';

const VIEWS = [
  { view: 'show', icon: 'air', word: 'viewShow' },
  { view: 'chat', icon: 'chat', word: 'viewChat' },
  { view: 'bag', icon: 'bag', word: 'viewBag' },
  { view: 'team', icon: 'me', word: 'viewTeam' },
  { view: 'figures', icon: 'eye', word: 'viewFigures' },
] as const satisfies { view: string; icon: IconName; word: Word }[];

type View = (typeof VIEWS)[number]['view'];

/** One session, from its plan to its figures; for who only moderates, its chat. */
export function CockpitPage({ id }: { id: string }) {
  const person = useKept(() => signedInPerson()?.personId);
  if (person) return <Cockpit key={person} liveSessionId={id} />;
  return (
    <Page title={say('cockpit')} back="/cockpit" wide>
      <SignInFirst />
    </Page>
  );
}

function Views({ id, here }: { id: string; here: View }) {
  return (
    <nav class="cockpit-views" aria-label={say('views')}>
      {VIEWS.map(({ view, icon, word }) => (
        <Link
          key={view}
          href={`${addressOf('cockpit', id)}${view === 'show' ? '' : `?view=${view}`}`}
          aria-current={view === here ? 'page' : undefined}
        >
          <Icon name={icon} />
          <span>{say(word)}</span>
        </Link>
      ))}
    </nav>
  );
}

function Cockpit({ liveSessionId }: { liveSessionId: string }) {
  const room = useRoom(liveSessionId);
  const desks = useAsked('desks', myDesks);
  const { query } = usePlace();
  const desk = desks.value?.find(({ companyId }) => companyId === room.view?.session.companyId);
  const onlyModerates = desk?.isWorker === false;
  const wanted = VIEWS.find(({ view }) => view === query.get('view'))?.view ?? 'show';
  const view = onlyModerates ? 'chat' : wanted;
  // What somebody may see is known before anything of it is asked for.
  const isKnown = desks.value !== undefined || desks.problem !== undefined;
  return (
    <Page
      title={say('cockpit')}
      back="/cockpit"
      wide
      {...(onlyModerates ? {} : { foot: <Views id={liveSessionId} here={view} /> })}
    >
      {room.view && isKnown && <DeskOf room={room.view} desk={desk} view={view} />}
      {!(room.view && isKnown) &&
        (room.state === 'waiting' ? <Failed problem={networkProblem()} again={room.again} /> : <Coming />)}
    </Page>
  );
}

interface DeskProps {
  room: RoomView;
  /** Of a company that is none of the person's: undefined. */
  desk: Desk | undefined;
  view: View;
}

function DeskOf({ room, desk, view }: DeskProps) {
  const { doing, problem, run } = useDoing();
  const { session } = room;
  const { liveSessionId } = session;
  const at = `/companies/${session.companyId}/live-sessions/${liveSessionId}`;
  const act = (verb: 'POST' | 'PUT', path: string, body: object) => void run(() => ask(verb, at + path, body));
  const isOver = session.status === 'ENDED' || session.status === 'SEALED';
  const isPlanned = isAnnounced(session) || session.status === 'DRAFT';
  return (
    <>
      <section class="card cockpit-head">
        <div class="grow">
          <h2>{session.title}</h2>
          {room.host.name && <p class="hint">{say('hostIs', room.host.name)}</p>}
        </div>
        {isOnAir(session) && <span class="tag red">{say('live')}</span>}
        {isOver && <span class="tag grey">{say('stateOver')}</span>}
        {isPlanned && desk?.isWorker !== false && (
          <>
            <span class="tag warm">{say(session.status === 'DRAFT' ? 'isDraft' : 'isAhead')}</span>
            <button type="button" class="button" disabled={doing} onClick={() => act('POST', '/start', {})}>
              {say('goLive')}
            </button>
          </>
        )}
        <Link class="button quiet small" href={addressOf('room', liveSessionId)}>
          {say('toRoom')}
        </Link>
      </section>
      <Wrong problem={problem} />
      {view === 'show' && <ShowView room={room} isSeller={desk?.isSeller === true} doing={doing} act={act} />}
      {view === 'chat' && <ChatView room={room} />}
      {view === 'bag' && (
        <BagView session={session} version={room.bagVersion} isOver={isOver} flashSkuId={room.flash?.skuId} />
      )}
      {view === 'team' && <TeamView session={session} desk={desk} isOver={isOver} />}
      {view === 'figures' && <FiguresView room={room} />}
    </>
  );
}
