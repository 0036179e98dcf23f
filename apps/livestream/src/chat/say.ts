import type { Tx } from '#database/tx.js';
import { Problem } from '#problems/problem.js';
import { defaultName, keptOut, OPEN_ROOM, paced, type Ban, type Line, type Speaker } from './chat.js';
import { findBans, findLines, findSettings, lockSpeakers, writeLines, type WantedLine } from './chat.sql.js';

/** A line that wants to be said; `refusal`: it will not be, for what it says. */
export interface Saying extends Omit<WantedLine, 'at'> {
  refusal: Problem | undefined;
}

/** Decides lines in the order they came, each by what those before it have made of their speakers. */
export async function sayLines(tx: Tx, asks: Saying[]): Promise<{ answers: (Line | Problem)[]; fresh: Line[] }> {
  const { speakers, now } = await lockSpeakers(tx, asks.map(newcomer));
  const standing = new Map(speakers.map((speaker) => [speaker.speakerId, speaker]));
  const settings = await findSettings(tx, [...new Set(asks.map(({ liveSessionId }) => liveSessionId))]);
  const said = new Map((await findLines(tx, asks)).map((line) => [keyOf(line), line]));
  const bans = await findBans(tx, asks);

  const fresh: WantedLine[] = [];
  const answers = asks.map((ask) => {
    const earlier = said.get(keyOf(ask));
    if (earlier) return isSame(earlier, ask) ? earlier : new Problem('request.repeated_differently');

    const speaker = { ...(standing.get(ask.speakerId) ?? newcomer(ask)), crew: ask.crew };
    const room = { speaker, settings: settings.get(ask.liveSessionId) ?? OPEN_ROOM, ban: banOf(bans, ask) };
    const refusal = keptOut(room, now) ?? ask.refusal;
    const after = paced(speaker, now);
    if (refusal) {
      standing.set(ask.speakerId, after);
      return refusal;
    }
    const name = ask.name === '' ? speaker.name : ask.name;
    standing.set(ask.speakerId, { ...after, name, lastLineAt: now });
    const { refusal: _, ...wanted } = ask;
    const line = { ...wanted, name, at: now };
    said.set(keyOf(line), line);
    fresh.push(line);
    return line;
  });
  await writeLines(tx, fresh, [...standing.values()]);
  return { answers, fresh };
}

const newcomer = ({ companyId, liveSessionId, speakerId, personId, name, crew }: Saying): Speaker => ({
  ...{ companyId, liveSessionId, speakerId, personId, crew },
  name: name === '' ? defaultName(speakerId) : name,
  ...{ lastLineAt: null, pacedUntil: null, mutedUntil: null },
});

const keyOf = ({ liveSessionId, lineId }: Pick<Line, 'liveSessionId' | 'lineId'>) => `${liveSessionId} ${lineId}`;

const isSame = (earlier: Line, ask: Saying) =>
  earlier.personId === ask.personId && earlier.text === ask.text && (ask.name === '' || ask.name === earlier.name);

const banOf = (
  bans: Awaited<ReturnType<typeof findBans>>,
  { companyId, personId, deviceKey }: Saying,
): Ban | undefined =>
  bans.find(
    (ban) =>
      ban.companyId === companyId &&
      (ban.personId === personId || (deviceKey !== null && ban.deviceKeys.includes(deviceKey))),
  );
