import { useEffect, useId, useState } from 'preact/hooks';
import { ask } from '../door/door.js';
import { asSeenFromHere } from '../kernel/address.js';
import { serverNow } from '../kernel/clock.js';
import { clockTime, momentOf } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { forget, keep, kept } from '../kernel/kept.js';
import { useDoing, type Asked } from '../shell/use.js';
import { Sheet } from '../ui/sheet.js';
import { Failed, Spinner, Wrong } from '../ui/states.js';
import { tell } from '../ui/toast.js';
import { locale } from '../words/say.js';
import { isMe } from './desks.js';
import { deviceName } from './device-name.js';
import type { IssuedKey, StreamDesk, StreamTrouble } from './shapes.js';
import { SureButton } from './sure-button.js';
import { say, type Word } from './words.js';

const GRACE_S = 60;
const SHOWN = 10;

interface StreamSheetProps {
  at: string;
  liveSessionId: string;
  desk: Asked<StreamDesk>;
  onClose: () => void;
}

/** What OBS or a phone needs to stream: where to, and a key that is shown to nobody else. */
export function StreamSheet({ at, liveSessionId, desk, onClose }: StreamSheetProps) {
  const place = `stream-key.${liveSessionId}`;
  const [issued, hold] = useState<IssuedKey>();
  const { doing, problem, run } = useDoing();

  const issue = (keyId: string, path: string, body: object) =>
    run(async () => {
      const answer = await ask<IssuedKey>('POST', `${at}/stream-keys${path}`, {
        ...{ keyId, device: deviceName() },
        ...body,
      });
      // Only its number is kept: with it, its holder is told the key again.
      keep(place, keyId);
      hold(answer);
      desk.again();
    });
  const issueOne = (takeOver: boolean) => void issue(newId(), '', { takeOver });
  const rotate = () => void issue(newId(), '/rotation', { graceS: GRACE_S });
  const revoke = () =>
    void run(async () => {
      desk.set(await ask<StreamDesk>('POST', `${at}/stream-keys/revocation`, { upToSerial: '0' }));
      forget(place);
      hold(undefined);
    });

  const mine = issued?.key.keyId ?? kept<string>(place);
  const known = desk.value?.keys.find(({ keyId }) => keyId === mine) ?? issued?.key;
  const isGood = known !== undefined && !known.revoked && Date.parse(known.expiresAt) > serverNow();
  useEffect(() => {
    if (isGood && !issued) void issue(known.keyId, '', { takeOver: false });
  }, [isGood]);
  const why = problem && WHY[problem.code];
  return (
    <Sheet title={say('streamIt')} onClose={onClose} tall>
      {desk.problem && !desk.value && <Failed problem={desk.problem} again={desk.again} />}
      {issued && isGood ? (
        <div class="form">
          <Copied label={say('streamServer')} value={asSeenFromHere(issued.serverUrl)} />
          <Copied label={say('streamKey')} value={issued.streamKey} secret />
          <p class="hint">{say('keyUntil', momentOf(issued.key.expiresAt, locale()))}</p>
          <div class="buttons">
            <button type="button" class="button quiet" disabled={doing} onClick={rotate}>
              {doing ? <Spinner /> : say('rotateKey')}
            </button>
            <SureButton word="revokeKeys" sureWord="revokeSure" disabled={doing} onSure={revoke} />
          </div>
          <p class="hint">{say('rotateHint', GRACE_S)}</p>
        </div>
      ) : (
        <div class="form">
          <p class="hint">{say('keyHint')}</p>
          <button type="button" class="button wide" disabled={doing} onClick={() => issueOne(false)}>
            {doing ? <Spinner /> : say('issueKey')}
          </button>
          {problem?.code === 'stream.taken' && (
            <SureButton word="takeOver" sureWord="takeOverSure" disabled={doing} onSure={() => issueOne(true)} wide />
          )}
        </div>
      )}
      <Wrong problem={problem} />
      {why && <p class="hint">{say(why)}</p>}
      <p class="hint">{say('obsHint')}</p>
      {desk.value && <Keys keys={desk.value.keys} />}
      {desk.value && <Troubles troubles={desk.value.troubles} />}
    </Sheet>
  );
}

/** What each refusal asks for. */
const WHY: Record<string, Word> = {
  'host.unverified': 'whyUnverified',
  'stream.off_roster': 'whyOffRoster',
  'stream.taken': 'whyTaken',
  'stream.unavailable': 'whyNoEdge',
  'account.on_air': 'whyOnAir',
};

function Copied({ label, value, secret = false }: { label: string; value: string; secret?: boolean }) {
  const id = useId();
  const copy = async () => {
    const field = document.getElementById(id) as HTMLInputElement | null;
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // From a page that came over plain http only what is selected may be taken.
      if (field) field.type = 'text';
      field?.select();
      document.execCommand('copy');
      if (field && secret) field.type = 'password';
    }
    tell(say('copied'));
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="side-by-side copied">
        <input id={id} type={(secret ? 'password' : 'text') as 'text'} readOnly autocomplete="off" value={value} />
        <button type="button" class="button quiet" aria-label={`${say('copy')} ${label}`} onClick={() => void copy()}>
          {say('copy')}
        </button>
      </div>
    </div>
  );
}

function Keys({ keys }: { keys: StreamDesk['keys'] }) {
  if (keys.length === 0) return null;
  return (
    <section aria-label={say('keysSoFar')}>
      <h3 class="plan-state">{say('keysSoFar')}</h3>
      <ul class="plain">
        {keys.slice(0, SHOWN).map(({ keyId, serial, personId, issuedAt, expiresAt, revoked }) => {
          const isOver = revoked || Date.parse(expiresAt) < serverNow();
          return (
            <li key={keyId} class="bag-line">
              <span class="grow">
                {say('keyNumber', serial)}
                {isMe(personId) && say('you')}
                <span class="hint">
                  {momentOf(issuedAt, locale())} – {clockTime(expiresAt, locale())}
                </span>
              </span>
              <span class={`tag ${isOver ? 'grey' : 'green'}`}>
                {say(revoked ? 'keyRevoked' : isOver ? 'keyExpired' : 'keyGood')}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const TROUBLES: Record<StreamTrouble['kind'], Word | undefined> = {
  KIND_UNSPECIFIED: undefined,
  NO_SHOW: 'troubleNoShow',
  DENIED: 'troubleDenied',
  ACCOUNT_ON_AIR: 'whyOnAir',
  CHAIN_BROKEN: 'troubleChain',
  INCOMPLETE: 'troubleIncomplete',
  CHANGED: 'troubleChanged',
  UNREADABLE: 'troubleUnreadable',
  UNRECORDED: 'troubleUnrecorded',
};

function Troubles({ troubles }: { troubles: StreamTrouble[] }) {
  if (troubles.length === 0) return null;
  return (
    <section aria-label={say('troubles')}>
      <h3 class="plan-state">{say('troubles')}</h3>
      <ul class="plain">
        {troubles.slice(0, SHOWN).map((trouble) => {
          const word = TROUBLES[trouble.kind];
          return (
            <li key={`${trouble.kind} ${trouble.at} ${trouble.words}`} class="bag-line">
              <span class="grow">
                {word ? say(word) : trouble.words}
                <span class="hint">
                  {momentOf(trouble.at, locale())}
                  {trouble.times > 1 && ` · ${say('timesOver', trouble.times)}`}
                  {word && trouble.words && ` · ${trouble.words}`}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
