import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { timestampFromDate, timestampDate } from '@bufbuild/protobuf/wkt';
import { Verification_State as Verified, Verifications } from '#contracts/tianjian/identity/v1/verifications_pb.js';
import type { LiveSession } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { Shifts } from '#contracts/tianjian/livestream/v1/shifts_pb.js';
import { Stream_State as State, Streams } from '#contracts/tianjian/livestream/v1/streams_pb.js';
import type { PublicDoor } from '../public-door.js';
import { drawScene, filming } from './field-scene.js';
import { goOnAir, sessionOnAir } from './on-air.js';

const SHIFT_HOURS = 12;
const STAGE_NAME = '晓禾';
const AGAIN_MS = 3_000;
const RARELY_MS = 60_000;
// A stream that ran so long was not refused.
const STEADY_MS = 10_000;

interface Crew {
  door: PublicDoor;
  /** By phone: whoever works on this show. */
  signedIn: (phone: string) => Promise<PublicDoor>;
  phones: { host: string; seller: string; mentor: string };
  hostId: string;
}

interface Camera {
  ffmpeg: string;
  folder: string;
  field: string;
}

/** Films the field into whatever session of the demo is on air, through the same door as any host; for ever. */
export async function keepPublishing(crew: Crew, { ffmpeg, folder, field }: Camera): Promise<never> {
  const pictures = await drawScene(folder, field);
  for (let failures = 0; ;) {
    const began = Date.now();
    try {
      const session = (await sessionOnAir(crew.door)) ?? (await goOnAir(await crew.signedIn(crew.phones.seller)));
      if (session) {
        await putOnShift(crew, session);
        await film(ffmpeg, filming(pictures, await publishUrl(crew, session)));
      }
    } catch (error) {
      console.error(String(error));
    }
    failures = Date.now() - began > STEADY_MS ? 0 : failures + 1;
    await sleep(Math.min(RARELY_MS, AGAIN_MS * 2 ** Math.max(0, failures - 1)));
  }
}

/** What the rules ask of a host: seen by a mentor within six months, and on the plan now. */
async function putOnShift(
  { signedIn, phones, hostId }: Crew,
  { companyId, liveSessionId }: LiveSession,
): Promise<void> {
  const mentor = await signedIn(phones.mentor);
  const { people } = await mentor.call(Verifications.method.list, { companyId });
  const host = people.find(({ person }) => person?.personId === hostId);
  if (host?.state !== Verified.VALID && host?.state !== Verified.ENDING) {
    await mentor.call(Verifications.method.confirm, { companyId, verificationId: randomUUID(), personId: hostId });
  }
  const seller = await signedIn(phones.seller);
  const { shifts } = await seller.call(Shifts.method.list, { companyId, liveSessionId });
  const now = Date.now();
  const covers = shifts.some(
    ({ personId, startsAt, endsAt }) =>
      personId === hostId && startsAt && endsAt && +timestampDate(startsAt) <= now && now < +timestampDate(endsAt),
  );
  if (covers) return;
  const last = Math.max(now, ...shifts.map(({ endsAt }) => (endsAt ? +timestampDate(endsAt) : 0)));
  if (last > now) return; // Somebody else is planned now: it is their show.
  await seller.call(Shifts.method.plan, {
    ...{ companyId, liveSessionId, shiftId: randomUUID(), personId: hostId, stageName: STAGE_NAME },
    startsAt: timestampFromDate(new Date(now)),
    endsAt: timestampFromDate(new Date(now + SHIFT_HOURS * 3_600_000)),
  });
}

async function publishUrl({ signedIn, phones }: Crew, { companyId, liveSessionId }: LiveSession): Promise<string> {
  const host = await signedIn(phones.host);
  const { stream } = await host.call(Streams.method.get, { companyId, liveSessionId });
  if (stream?.state === State.ON) throw new Error('somebody else streams it');
  const key = { companyId, liveSessionId, keyId: randomUUID(), device: 'demo' };
  const { serverUrl, streamKey } = await host.call(Streams.method.issueKey, key);
  return `${serverUrl}/${streamKey}`;
}

/** Ends when the publisher does. It never outlives us. */
async function film(ffmpeg: string, args: string[]): Promise<void> {
  // What it says names the key.
  const child = spawn(ffmpeg, args, { stdio: 'ignore' });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const [code, signal] = (await once(child, 'exit').finally(() => process.off('exit', end))) as unknown[];
  console.error(`the camera stopped: ${String(signal ?? code)}`);
}
