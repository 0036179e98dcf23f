import { afterEach, describe, expect, it } from '@jest/globals';
import { OnAir } from '../../apps/livestream/src/moderation/given.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { Chat, ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { ActId, ChatLineId, PersonId } from '#kernel/id.js';
import { callerEnv, runningService } from '#testing/running-service.js';
import { accessToken, gatewayAlone } from '../door/gateway-alone.js';
import { knock, type Request } from '../door/knock.js';
import { Spectator } from './room-show.js';

const livestream = runningService('livestream', LivestreamModule);
const env = { ...callerEnv('gateway'), REDIS_URL: process.env['TEST_REDIS_URL'] };
const door = gatewayAlone({ beside: livestream, env });

const spectators: Spectator[] = [];
afterEach(() => {
  for (const spectator of spectators.splice(0)) spectator.client.close();
});

/** Somebody with a phone: what they do goes over HTTP, what they see comes over the room's socket. */
class Phone {
  constructor(
    private readonly show: OnAir,
    readonly personId: PersonId = PersonId.new(),
    private readonly roles: string[] = [],
  ) {}

  get token() {
    const memberships = this.roles.length > 0 ? [{ companyId: this.show.companyId, roles: this.roles }] : [];
    return accessToken(this.personId, { memberships });
  }

  async says(text: string, more: Request = {}) {
    const line = { liveSessionId: this.show.liveSessionId, lineId: ChatLineId.new(), text, ...more };
    return knock(door.url, Chat.method.say, line, await this.token);
  }

  async line(text: string) {
    const { code, body } = await this.says(text);
    if (code !== 'ok') throw new Error(JSON.stringify(body));
    return body['line'] as { lineId: string; speakerId: string; text: string };
  }

  async moderates(method: keyof typeof ChatModeration.method, request: Request) {
    const { input } = ChatModeration.method[method];
    const known = new Set(input.fields.map(({ jsonName }) => jsonName));
    const all = Object.entries({ ...this.show.named, actId: ActId.new(), ...request });
    const fitting = Object.fromEntries(all.filter(([name]) => known.has(name)));
    const { status, body } = await knock(door.url, ChatModeration.method[method], fitting, await this.token);
    expect(status).toBe(200);
    return body;
  }

  async watches(): Promise<Spectator> {
    const token = await this.token;
    const { liveSessionId } = this.show;
    const spectator = new Spectator({ url: door.url, liveSessionId, token: () => token });
    spectators.push(spectator);
    return spectator.looking();
  }
}

const texts = ({ view }: Spectator) => view.chat.map(({ text }) => text);

describe('The chat of a room', () => {
  it('is seen by who is there and who comes later, clean, whatever was sent', async () => {
    const show = await OnAir.begin(livestream);
    const [phone, other] = [new Phone(show), new Phone(show)];
    const early = await other.watches();

    const said = await phone.line('苹果\u202e\u0007甜\u200b吗');
    expect(said.text).toBe('苹果甜吗');
    // Somebody for whom a snapshot is built, which whoever comes just after the next line shares.
    await new Phone(show).watches();
    await phone.line('👩‍🌾 يېزا');
    await early.seen(({ chat }) => chat.length === 2);
    const late = await new Phone(show).watches();

    expect(texts(early)).toEqual(['苹果甜吗', '👩‍🌾 يېزا']);
    expect(late.view.chat).toEqual(early.view.chat);
    expect(late.view.chat[0]).toMatchObject({ lineId: said.lineId, by: said.speakerId, role: '' });
    expect(JSON.stringify(late.frames)).not.toContain(phone.personId);
  });

  it('refuses ten kilobytes, nothing to see, healing and numbers, each with its reason', async () => {
    const show = await OnAir.begin(livestream);
    const phone = new Phone(show);

    expect(await phone.says('长'.repeat(10_240))).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', field: 'text', reason: 'at most 200 characters' },
    });
    expect(await phone.says('\u202e\u2066\u200b\n')).toMatchObject({ status: 400, body: { field: 'text' } });
    expect(await phone.says('黄芪能降血压')).toMatchObject({
      status: 409,
      body: { code: 'chat.refused', why: 'HEALING_CLAIM', reason: expect.stringContaining('修改后再发') },
    });
    expect(await phone.says('１３９-１２３４-５６７８')).toMatchObject({ body: { why: 'CONTACT' } });
    expect(await show.seen()).toEqual([]);
  });

  it('lets a hundred lines a second from one person pass as a few, and the next person’s at once', async () => {
    const show = await OnAir.begin(livestream);
    const [program, person] = [new Phone(show), new Phone(show)];
    const viewer = await new Phone(show).watches();

    const flood = Array.from({ length: 100 }, (_, at) => program.says(`刷屏 ${at}`));
    await person.line('我想问一下');
    const answers = await Promise.all(flood);

    const passed = answers.filter(({ code }) => code === 'ok');
    const held = answers.filter(({ code }) => code !== 'ok');
    expect(passed.length).toBeGreaterThanOrEqual(5);
    expect(passed.length).toBeLessThan(30);
    for (const { status, body } of held) {
      expect(status).toBe(429);
      expect(body['retryAfterS']).toBeGreaterThanOrEqual(1);
    }
    await viewer.seen(({ chat }) => chat.some(({ text }) => text === '我想问一下'));
  });

  it('tells who is banned, in every room of the company that they watch, and at once when the ban is lifted', async () => {
    const show = await OnAir.begin(livestream);
    const beside = await show.beside();
    const troll = new Phone(show);
    const [here, there] = [await troll.watches(), await new Phone(beside, troll.personId).watches()];
    const { speakerId } = await troll.line('都是骗人的');
    const host = new Phone(show, show.hostId, ['host']);
    const seller = new Phone(show, show.sellerId, ['seller']);

    const { act } = await host.moderates('ban', { speakerId });
    for (const one of [here, there]) await one.seen(({ me }) => me.muteReason === 'BANNED');
    // A shorter mute under a ban changes nothing for who is banned; it is what is left when the ban is lifted.
    await host.moderates('mute', { speakerId, forS: 600 });
    await seller.moderates('liftBan', { banId: (act as { actId: string }).actId });

    await there.seen(({ me }) => me.mutedUntil === undefined && me.personId === troll.personId);
    await here.seen(({ me }) => me.muteReason === 'MUTED');
    await host.moderates('unmute', { speakerId });
    await here.seen(({ me }) => me.mutedUntil === undefined);
    await troll.line('我改');
  });

  it('is kept in order by a moderator, who writes through slow mode and runs nothing else', async () => {
    const show = await OnAir.begin(livestream);
    const [moderator, viewer] = [new Phone(show, PersonId.new(), ['moderator']), new Phone(show)];
    const { lineId } = await viewer.line('便宜点');

    await moderator.moderates('configure', { slowModeS: 60, mutedAll: true });
    await moderator.moderates('retract', { lineId });
    await moderator.line('请文明发言');
    await moderator.line('谢谢');

    const token = await moderator.token;
    const end = await knock(door.url, LiveSessions.method.end, show.named, token);
    expect(end).toMatchObject({ status: 403, body: { code: 'access.denied' } });
    const words = { companyId: show.companyId, words: ['便宜'] };
    expect(await knock(door.url, ChatModeration.method.addWords, words, token)).toMatchObject({ status: 403 });
    expect((await show.acts()).map(({ kind, byPersonId }) => [kind, byPersonId])).toEqual([
      ['RETRACT', moderator.personId],
      ['CONFIGURE', moderator.personId],
    ]);
  });

  it('is moderated from the room in two taps, and every act is found in the record', async () => {
    const show = await OnAir.begin(livestream);
    const [host, seller] = [new Phone(show, show.hostId, ['host']), new Phone(show, show.sellerId, ['seller'])];
    const [troll, friend] = [new Phone(show), new Phone(show)];
    const viewer = await troll.watches();
    const { lineId, speakerId } = await troll.line('都是骗人的');
    await friend.line('很好吃');
    await viewer.seen(({ chat }) => chat.length === 2);

    await host.moderates('retract', { lineId, reason: '造谣' });
    await viewer.seen(({ chat }) => chat.length === 1);
    await host.moderates('mute', { speakerId, forS: 60, reason: '造谣' });
    await viewer.seen(({ me }) => me?.muteReason === 'MUTED');
    expect(await troll.says('凭什么')).toMatchObject({ status: 409, body: { code: 'chat.muted' } });
    expect((await troll.watches()).view.me).toMatchObject({ muteReason: 'MUTED', mutedUntil: expect.any(Number) });
    await host.moderates('unmute', { speakerId });
    await viewer.seen(({ me }) => me?.mutedUntil === undefined);
    const { act } = await host.moderates('ban', { speakerId });
    await viewer.seen(({ me }) => me?.muteReason === 'BANNED');
    expect(await troll.says('我换号')).toMatchObject({ body: { code: 'chat.banned' } });
    await host.moderates('configure', { slowModeS: 10, mutedAll: true });
    await viewer.seen(({ mutedAll, slowModeS }) => mutedAll && slowModeS === 10);
    expect(await friend.says('怎么了')).toMatchObject({ body: { code: 'chat.muted_all' } });
    await host.line('先听我讲');
    await seller.moderates('liftBan', { banId: (act as { actId: string }).actId });
    await seller.moderates('addWords', { words: ['骗人'] });

    const { acts } = (await seller.moderates('listActs', { liveSessionId: '' })) as {
      acts: { kind: string; byPersonId: string }[];
    };
    expect(acts.map(({ kind, byPersonId }) => [kind, byPersonId === show.hostId ? 'host' : 'seller'])).toEqual([
      ['ADD_WORDS', 'seller'],
      ['LIFT_BAN', 'seller'],
      ['CONFIGURE', 'host'],
      ['BAN', 'host'],
      ['UNMUTE', 'host'],
      ['MUTE', 'host'],
      ['RETRACT', 'host'],
    ]);
  });
});
