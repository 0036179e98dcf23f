import { ask, signedInPerson, signOut } from '../door/door.js';
import type { Standing } from '../door/shapes.js';
import { addressOf, type PageName } from '../shell/address.js';
import { Link } from '../shell/link.js';
import { Page } from '../shell/page.js';
import { useAsked, useKept } from '../shell/use.js';
import { Icon, type IconName } from '../ui/icon.js';
import { say, speak, spoken, type Word } from '../words/say.js';
import { SignIn } from './sign-in.js';

// The cockpit has something for each of them.
const AT_A_DESK = ['owner', 'seller', 'host', 'moderator'];

export function MePage() {
  const person = useKept(() => signedInPerson());
  return (
    <Page title={say('mine')}>
      {person ? (
        <section class="card me">
          <span class="avatar large" aria-hidden="true">
            {[...person.name][0]}
          </span>
          <h2 class="grow">{person.name}</h2>
          <button type="button" class="button quiet small" onClick={() => void signOut()}>
            {say('signOut')}
          </button>
        </section>
      ) : (
        <section class="card narrow">
          <SignIn />
        </section>
      )}
      {person && <Mine key={person.personId} />}
      <section class="card">
        <div class="row-button">
          <span class="grow">{say('language')}</span>
          {(['zh', 'en'] as const).map((language) => (
            <button
              key={language}
              type="button"
              class="chip"
              lang={language}
              aria-pressed={spoken() === language}
              onClick={() => void speak(language)}
            >
              {language === 'zh' ? '中文' : 'English'}
            </button>
          ))}
        </div>
      </section>
      <p class="hint center">
        <a href="/api/docs">{say('forBuilders')}</a>
      </p>
    </Page>
  );
}

function Mine() {
  const standing = useAsked('standing', () => ask<Standing>('GET', '/me'));
  const works = standing.value?.memberships.some(({ roles }) => roles.some((role) => AT_A_DESK.includes(role)));
  const links: { page: PageName; icon: IconName; word: Word }[] = [
    { page: 'orders', icon: 'box', word: 'orders' },
    { page: 'addresses', icon: 'pin', word: 'addresses' },
    ...(works ? [{ page: 'cockpits', icon: 'air', word: 'cockpit' } as const] : []),
  ];
  return (
    <section class="card">
      {links.map(({ page, icon, word }) => (
        <Link key={page} class="row-button" href={addressOf(page)}>
          <Icon name={icon} />
          <span class="grow">{say(word)}</span>
          <Icon name="right" size={18} />
        </Link>
      ))}
    </section>
  );
}
