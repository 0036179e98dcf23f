import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { ActId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';
import { OnAir } from './given.js';

const livestream = runningService('livestream', LivestreamModule);

const { mute, unmute, ban, liftBan, retract, dismissReports, configure, addWords, removeWords } = ChatModeration.method;

const WORLDS = 6;
const SPEAKERS = 3;
const ACTS_MAX = 14;

const doing = fc.record({
  what: fc.constantFrom('mute', 'unmute', 'ban', 'lift', 'retract', 'dismiss', 'configure', 'add', 'remove'),
  whom: fc.nat(SPEAKERS - 1),
  forS: fc.constantFrom(0, 60),
  seconds: fc.nat(60),
  /** Asked for twice, as a phone does on a bad line. */
  twice: fc.boolean(),
  by: fc.constantFrom('seller', 'host', 'moderator'),
});

it('Whatever is done in a chat, by whomever, is found in the record: each act once, in order, with who and about whom', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { minLength: 1, maxLength: ACTS_MAX }), async (doings) => {
      const show = await OnAir.begin(livestream);
      const people = { seller: show.seller, host: show.host, moderator: show.member('moderator') };
      const lines: { lineId: string; speakerId: string }[] = [];
      for (let at = 0; at < SPEAKERS; at += 1) lines.push((await show.say(show.viewer(), `第 ${at} 条`)).line!);
      const expected: string[] = [];
      const [muted, banned] = [new Set<number>(), new Map<number, string>()];
      const words = new Set<string>();

      for (const { what, whom, forS, seconds, twice, by } of doings) {
        const { lineId, speakerId } = lines[whom]!;
        const actId = ActId.new();
        const asked = { ...show.named, actId };
        const { companyId } = show;
        const told = (kind: string, who: string = by, about: string = speakerId): void =>
          void expected.push(`${kind} ${who} ${about}`);
        for (let times = twice ? 2 : 1; times > 0; times -= 1) {
          if (what === 'mute') await livestream.call(mute, { ...asked, speakerId, forS }, people[by]);
          if (what === 'unmute') await livestream.call(unmute, { ...show.named, speakerId }, people[by]);
          if (what === 'ban') await livestream.call(ban, { ...asked, speakerId }, people[by]);
          const banId = banned.get(whom);
          if (what === 'lift' && banId) await livestream.call(liftBan, { companyId, banId }, people.seller);
          if (what === 'retract') await livestream.call(retract, { ...asked, lineId }, people[by]);
          if (what === 'dismiss') await livestream.call(dismissReports, { ...asked, lineId }, people[by]);
          if (what === 'configure') await livestream.call(configure, { ...asked, slowModeS: seconds }, people[by]);
          const word = `骗子${whom}`;
          if (what === 'add') await livestream.call(addWords, { companyId, words: [word] }, people.seller);
          if (what === 'remove') await livestream.call(removeWords, { companyId, words: [word] }, people.seller);
        }
        const word = `骗子${whom}`;
        if (what === 'mute') {
          told('MUTE');
          muted.add(whom);
        }
        if (what === 'unmute' && muted.delete(whom)) told('UNMUTE');
        if (what === 'ban') {
          told('BAN');
          banned.set(whom, actId);
        }
        if (what === 'lift' && banned.delete(whom)) told('LIFT_BAN', 'seller', '');
        if (what === 'retract') told('RETRACT');
        if (what === 'dismiss') told('DISMISS');
        if (what === 'configure') told('CONFIGURE', by, '');
        // Said twice, it was done twice: these have no id that would tell.
        if (what === 'add') {
          words.add(word);
          for (let times = twice ? 2 : 1; times > 0; times -= 1) told('ADD_WORDS', 'seller', '');
        }
        if (what === 'remove' && words.delete(word)) told('REMOVE_WORDS', 'seller', '');
      }

      const whoIs = new Map([
        [show.sellerId as string, 'seller'],
        [show.hostId as string, 'host'],
      ]);
      const { acts } = await livestream.call(
        ChatModeration.method.listActs,
        { companyId: show.companyId, pageSize: 100 },
        show.seller,
      );
      const found = acts.map(
        ({ kind, byPersonId, speakerId }) => `${kind} ${whoIs.get(byPersonId) ?? 'moderator'} ${speakerId}`,
      );
      expect(found.reverse()).toEqual(expected);
    }),
    { numRuns: WORLDS },
  );
});
