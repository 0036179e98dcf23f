import { useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { momentOf } from '../kernel/days.js';
import { useAsked, useDoing } from '../shell/use.js';
import { Coming, Empty, Failed, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { locale } from '../words/say.js';
import { AtDesk } from './at-desk.js';
import { LineActs } from './line-acts.js';
import type { ChatBan } from './shapes.js';
import { say } from './words.js';

/** Who may write in none of the company's rooms. Sellers lift a ban; who moderates sees it. */
export function BansPage({ id }: { id: string }) {
  return (
    <AtDesk companyId={id} title={say('bans')}>
      {(desk) => <Bans at={`/companies/${desk.companyId}/chat/bans`} mayLift={desk.isSeller} />}
    </AtDesk>
  );
}

function Bans({ at, mayLift }: { at: string; mayLift: boolean }) {
  const bans = useAsked(at, async () => (await ask<{ bans: ChatBan[] }>('GET', at)).bans);
  const [chosen, choose] = useState<string>();
  const { doing, problem, run } = useDoing();
  if (!bans.value) return bans.problem ? <Failed problem={bans.problem} again={bans.again} /> : <Coming />;

  const lift = ({ banId, name }: ChatBan) =>
    void run(() => ask('DELETE', `${at}/${banId}`)).then((done) => {
      if (!done) return;
      choose(undefined);
      tell(say('banLifted', name));
      bans.again();
    });
  return (
    <section class="card" aria-label={say('bans')}>
      <p class="hint">{say(mayLift ? 'bansAre' : 'bansAreSeen')}</p>
      <Wrong problem={problem} />
      {bans.value.length === 0 && <Empty icon="check" title={say('noBans')} />}
      <ul class="plain">
        {bans.value.map((ban) => (
          <LineActs
            key={ban.banId}
            acts={mayLift ? [{ word: 'liftBan', icon: 'check', run: () => lift(ban) }] : []}
            open={chosen === ban.banId}
            doing={doing}
            onTurn={() => choose(chosen === ban.banId ? undefined : ban.banId)}
          >
            <b>{ban.name}</b>
            <span class="hint">
              {momentOf(ban.since, locale())} ·{' '}
              {ban.until ? say('until', momentOf(ban.until, locale())) : say('forGood')}
              {ban.devices > 0 && ` · ${say('devices', ban.devices)}`}
              {ban.reason !== '' && ` · ${ban.reason}`}
            </span>
          </LineActs>
        ))}
      </ul>
    </section>
  );
}
