import { useState } from 'preact/hooks';
import { ask, query, signedInPerson } from '../door/door.js';
import type { LiveSession } from '../door/shapes.js';
import { clockTime, dayOf } from '../kernel/days.js';
import { SignInFirst } from '../people/sign-in.js';
import { useShop } from '../products/shop.js';
import { isAnnounced, isOnAir } from '../room/room.js';
import { addressOf } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useKept } from '../shell/use.js';
import { Icon } from '../ui/icon.js';
import { Coming, Empty, Failed, Spinner } from '../ui/states.js';
import { locale } from '../words/say.js';
import { AccountSheet } from './account-sheet.js';
import { OperatorsSheet } from './operators-sheet.js';
import { mayRun, myDesks, type Desk } from './desks.js';
import { SessionSheet } from './session-sheet.js';
import type { SessionPage } from './shapes.js';
import { usePages } from './use-pages.js';
import { Watched } from './watched.js';
import { say, type Word } from './words.js';

/** What is planned, on air and over on the accounts of the caller's companies; for who only moderates, what is on air. */
export function CockpitsPage() {
  const person = useKept(() => signedInPerson()?.personId);
  return (
    <Page title={say('cockpit')} back="/me">
      {person ? <Desks key={person} /> : <SignInFirst />}
    </Page>
  );
}

function Desks() {
  const desks = useAsked('desks', myDesks);
  if (!desks.value) return desks.problem ? <Failed problem={desks.problem} again={desks.again} /> : <Coming />;
  if (desks.value.length === 0) return <Empty icon="air" title={say('notAMember')} />;
  return (
    <>
      {desks.value.map((desk) =>
        desk.isWorker ? (
          <Plan key={desk.companyId} desk={desk} again={desks.again} />
        ) : (
          <Watched key={desk.companyId} desk={desk} />
        ),
      )}
    </>
  );
}

type Open = { sheet: 'session'; session?: LiveSession } | { sheet: 'account' } | { sheet: 'operators' };

function Plan({ desk, again }: { desk: Desk; again: () => void }) {
  const { companyId, accounts } = desk;
  const shop = useShop(companyId);
  const [accountId, setAccount] = useState('');
  const [turn, setTurn] = useState(0);
  const [open, setOpen] = useState<Open>();
  const list = usePages(`sessions ${companyId} ${accountId} ${turn}`, (pageToken) =>
    ask<SessionPage>('GET', `/companies/${companyId}/live-sessions${query({ accountId, pageSize: 50, pageToken })}`),
  );
  const runs = accounts.filter((account) => mayRun(desk, account));
  const chosen = accounts.find((account) => account.accountId === accountId);
  return (
    <section class="plan" aria-label={shop?.name ?? say('cockpit')}>
      <header class="plan-head">
        <h2 class="grow">{shop?.name ?? ''}</h2>
        <button type="button" class="button" disabled={runs.length === 0} onClick={() => setOpen({ sheet: 'session' })}>
          <Icon name="plus" size={20} /> {say('newSession')}
        </button>
      </header>
      <div class="chips" role="group" aria-label={say('accounts')}>
        {[{ accountId: '', name: say('allAccounts') }, ...accounts].map((one) => (
          <button
            key={one.accountId}
            type="button"
            class="chip"
            aria-pressed={one.accountId === accountId}
            onClick={() => setAccount(one.accountId)}
          >
            {one.name}
          </button>
        ))}
        {desk.isSeller && (
          <button type="button" class="chip" onClick={() => setOpen({ sheet: 'account' })}>
            <Icon name="plus" size={18} /> {say('newAccount')}
          </button>
        )}
      </div>
      <nav class="chips plan-ways" aria-label={say('moreOfCompany')}>
        {desk.isSeller && (
          <Link class="chip" href={addressOf('presales', companyId)}>
            <Icon name="leaf" size={18} /> {say('preSales')}
          </Link>
        )}
        <Link class="chip" href={addressOf('bans', companyId)}>
          <Icon name="off" size={18} /> {say('bans')}
        </Link>
      </nav>
      {chosen && desk.isOwner && (
        <button type="button" class="button quiet small" onClick={() => setOpen({ sheet: 'operators' })}>
          <Icon name="me" size={18} /> {say('operators')} · {chosen.operatorPersonIds.length}
        </button>
      )}
      {accounts.length === 0 && <p class="hint">{say('noAccounts')}</p>}
      {accounts.length > 0 && runs.length === 0 && <p class="hint">{say('mayNotRun')}</p>}
      <Groups
        desk={desk}
        sessions={list.pages.flatMap(({ sessions }) => sessions)}
        onEdit={(session) => setOpen({ sheet: 'session', session })}
      />
      {list.problem && <Failed problem={list.problem} again={list.again} />}
      {list.loading && list.pages.length === 0 && <Coming />}
      {!list.loading && list.pages.every(({ sessions }) => sessions.length === 0) && !list.problem && (
        <Empty icon="air" title={say('noneYet')} />
      )}
      {list.more && (
        <button type="button" class="button quiet wide more" disabled={list.loading} onClick={list.more}>
          {list.loading ? <Spinner /> : say('more')}
        </button>
      )}
      {open?.sheet === 'session' && (
        <SessionSheet
          companyId={companyId}
          accounts={runs}
          {...(open.session && { session: open.session })}
          onClose={() => setOpen(undefined)}
          onSaved={() => {
            setOpen(undefined);
            setTurn(turn + 1);
          }}
        />
      )}
      {open?.sheet === 'operators' && chosen && (
        <OperatorsSheet
          account={chosen}
          onClose={() => setOpen(undefined)}
          onSaved={() => {
            setOpen(undefined);
            again();
          }}
        />
      )}
      {open?.sheet === 'account' && (
        <AccountSheet
          companyId={companyId}
          onClose={() => setOpen(undefined)}
          onSaved={() => {
            setOpen(undefined);
            again();
          }}
        />
      )}
    </section>
  );
}

const GROUPS: { word: Word; holds: (session: LiveSession) => boolean }[] = [
  { word: 'stateOnAir', holds: isOnAir },
  { word: 'stateAhead', holds: isAnnounced },
  { word: 'stateDraft', holds: ({ status }) => status === 'DRAFT' },
  { word: 'stateOver', holds: ({ status }) => status === 'ENDED' || status === 'SEALED' },
];

interface GroupsProps {
  desk: Desk;
  sessions: LiveSession[];
  onEdit: (session: LiveSession) => void;
}

function Groups({ desk, sessions, onEdit }: GroupsProps) {
  const nameOf = new Map(desk.accounts.map(({ accountId, name }) => [accountId, name]));
  const runs = new Set(desk.accounts.filter((account) => mayRun(desk, account)).map(({ accountId }) => accountId));
  return (
    <>
      {GROUPS.map(({ word, holds }) => {
        const some = sessions.filter(holds);
        if (some.length === 0) return null;
        return (
          <section key={word} aria-label={say(word)}>
            <h3 class="plan-state">{say(word)}</h3>
            <ul class="plain ahead">
              {some.map((session) => (
                <li key={session.liveSessionId} class="plan-line">
                  <Link class="ahead-card" href={addressOf('cockpit', session.liveSessionId)}>
                    {session.startsAt && (
                      <span class="ahead-day">
                        <b>{clockTime(session.startsAt, locale())}</b>
                        {dayOf(session.startsAt, locale())}
                      </span>
                    )}
                    <span class="grow">
                      <b>{session.title}</b>
                      <span class="hint">{nameOf.get(session.accountId)}</span>
                      {isOnAir(session) && <span class="tag red">{say('live')}</span>}
                    </span>
                    <Icon name="right" size={18} />
                  </Link>
                  {word !== 'stateOver' && runs.has(session.accountId) && (
                    <button
                      type="button"
                      class="round"
                      aria-label={`${say('changePlan')} ${session.title}`}
                      onClick={() => onEdit(session)}
                    >
                      <Icon name="more" />
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
