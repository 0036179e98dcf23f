import { describe, expect, it } from '@jest/globals';
import { Chat, ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { Room } from '#contracts/tianjian/livestream/v1/room_pb.js';
import { ChatLineId, LiveSessionId, PersonId } from '#kernel/id.js';
import { asService, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';
import { OnAir } from '../moderation/given.js';

const livestream = runningService('livestream', LivestreamModule);

describe('A line', () => {
  it('is seen by everybody as it was cleaned, under a name that says nothing of the account', async () => {
    const show = await OnAir.begin(livestream);
    const personId = PersonId.new();

    const { line } = await show.say(show.viewer(personId), ' 苹果\u202e\u0000甜\n吗 ', { name: '小\u200b李' });
    const { line: nameless } = await show.say(show.viewer(), '甜');

    expect(line).toMatchObject({ name: '小李', text: '苹果甜 吗', crew: false });
    expect(nameless!.name).toMatch(/^观众\d{4}$/);
    expect(
      JSON.stringify(await show.seen(), (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(personId);
    expect(await show.seen()).toEqual([line, nameless]);
  });

  it('sent again is the same line; under its id another one is refused', async () => {
    const show = await OnAir.begin(livestream);
    const [viewer, other, lineId] = [show.viewer(), show.viewer(), ChatLineId.new()];

    const first = await show.say(viewer, '多少钱', { lineId });
    const [again, twice] = await Promise.all([
      show.say(viewer, '多少钱', { lineId }),
      show.say(viewer, '多少钱', { lineId }),
    ]);

    expect([again, twice]).toEqual([first, first]);
    expect(await show.refusalOf(viewer, '别的', { lineId })).toMatchObject({ code: 'request.repeated_differently' });
    expect(await show.refusalOf(other, '多少钱', { lineId })).toMatchObject({ code: 'request.repeated_differently' });
    expect(await show.seen()).toHaveLength(1);
  });

  it('is for a session on air', async () => {
    const show = await OnAir.begin(livestream);
    await livestream.sql(`UPDATE live_session SET status = 'ENDED' WHERE live_session_id = $1`, [show.liveSessionId]);

    expect(await show.refusalOf(show.viewer())).toMatchObject({ code: 'session.not_live' });
    const elsewhere = { liveSessionId: LiveSessionId.new(), lineId: ChatLineId.new(), text: '好' };
    await expect(livestream.call(Chat.method.say, elsewhere, show.viewer())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of one person comes at most so fast, however many are sent at once; the others are not kept waiting', async () => {
    const show = await OnAir.begin(livestream);
    const [program, viewer] = [show.viewer(), show.viewer()];

    const answers = await Promise.allSettled([
      ...Array.from({ length: 100 }, (_, at) => show.say(program, `第 ${at} 条`)),
      show.say(viewer, '我也想问'),
    ]);

    const lost = answers.filter((answer) => answer.status === 'rejected');
    expect(lost.length).toBeGreaterThan(90);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'chat.too_fast' });
    expect(answers.at(-1)).toMatchObject({ status: 'fulfilled' });
  });

  it('is shown with the last thirty, oldest first', async () => {
    const show = await OnAir.begin(livestream);
    for (let at = 0; at < 33; at += 1) await show.say(show.viewer(), `第 ${at} 条`);

    expect((await show.seen()).map(({ text }) => text)).toEqual(
      Array.from({ length: 30 }, (_, at) => `第 ${at + 3} 条`),
    );
  });
});

describe('What may not be said', () => {
  it('is refused with a reason for the sender, and nobody sees it', async () => {
    const show = await OnAir.begin(livestream);
    await show.addWords(['骗子']);
    const viewer = show.viewer();

    expect(await show.refusalOf(viewer, '黄芪包 治百病')).toMatchObject({
      code: 'chat.refused',
      details: { why: 'HEALING_CLAIM', reason: expect.stringContaining('不能宣称') },
    });
    expect(await show.refusalOf(viewer, '加我ＶＸ')).toMatchObject({ details: { why: 'CONTACT' } });
    expect(await show.refusalOf(viewer, '老板是pian zi')).toMatchObject({ details: { why: 'BANNED_WORD' } });
    expect(await show.refusalOf(viewer, '你好', { name: '骗*子' })).toMatchObject({ details: { why: 'BANNED_WORD' } });
    expect(await show.seen()).toEqual([]);
  });

  it('is the company’s to say for its own rooms, and changes with its list', async () => {
    const [show, elsewhere] = [await OnAir.begin(livestream), await OnAir.begin(livestream)];
    await show.addWords(['隔壁老王']);

    expect(await show.refusalOf(show.viewer(), '隔壁老王更便宜')).toMatchObject({ code: 'chat.refused' });
    expect(await elsewhere.refusalOf(elsewhere.viewer(), '隔壁老王更便宜')).toBeUndefined();

    const removal = { companyId: show.companyId, words: ['隔壁老王'] };
    await livestream.call(ChatModeration.method.removeWords, removal, show.seller);
    expect(await show.refusalOf(show.viewer(), '隔壁老王更便宜')).toBeUndefined();
    await show.addWords(['隔壁老王'], true);
    expect(await show.refusalOf(show.viewer(), '隔壁姥王更便宜')).toMatchObject({ code: 'chat.refused' });
  });

  it('is not the company’s to allow where the platform forbids it: not even to its crew', async () => {
    const show = await OnAir.begin(livestream);
    await show.addWords(['微信']);
    await livestream.call(ChatModeration.method.savePlatformWords, { add: ['赌博'] }, asService('operator'));

    expect(await show.refusalOf(show.host, '一起来赌博')).toMatchObject({ details: { why: 'BANNED_WORD' } });
    expect(await show.refusalOf(show.seller, '能治疗失眠')).toMatchObject({ details: { why: 'HEALING_CLAIM' } });
    expect(await show.refusalOf(show.host, '我们不加微信，请在这里下单')).toBeUndefined();

    await livestream.call(ChatModeration.method.savePlatformWords, { remove: ['赌博'] }, asService('operator'));
    expect(await show.refusalOf(show.host, '不是赌博')).toBeUndefined();
  });

  it('is a list of at most 10,000 words, 1,000 at once, each with something to find', async () => {
    const show = await OnAir.begin(livestream);
    const words = (from: number, count: number) => Array.from({ length: count }, (_, at) => `词${from + at}`);
    for (let from = 0; from < 10_000; from += 1_000) await show.addWords(words(from, 1_000));

    for (const refused of [words(10_000, 1), words(0, 1_001), ['❤'], [''], ['长'.repeat(21)]]) {
      await expect(show.addWords(refused)).rejects.toMatchObject({
        code: 'request.invalid',
        details: { field: 'words' },
      });
    }
    await show.addWords(words(9_000, 1_000));
    const page = { companyId: show.companyId, pageSize: 2 };
    const first = await livestream.call(ChatModeration.method.listWords, page, show.host);
    const second = await livestream.call(
      ChatModeration.method.listWords,
      { ...page, pageToken: first.nextPageToken },
      show.host,
    );
    expect([...first.words, ...second.words].map(({ word }) => word)).toEqual(['词0', '词1', '词10', '词100']);
    expect(await show.refusalOf(show.viewer(), '说 词 ９ ９ ９ ９')).toMatchObject({ code: 'chat.refused' });
  });
});

describe('The badge of a line', () => {
  it('is the host’s for who runs the session, the moderator’s for who keeps order in it, and nobody else’s', async () => {
    const show = await OnAir.begin(livestream);
    const said = [show.host, show.seller, show.member('moderator'), show.member(['owner', 'moderator']), show.viewer()];
    for (const [nth, by] of said.entries()) await show.say(by, `第 ${nth} 句`);

    const roles = ['host', 'host', 'moderator', 'host', ''];
    expect((await show.seen()).map(({ role, crew }) => [role, crew])).toEqual(roles.map((role) => [role, role !== '']));
    const at = { liveSessionId: show.liveSessionId };
    const snapshot = await livestream.call(Room.method.snapshot, at, asService('gateway'));
    expect(snapshot.chat.map(({ role }) => role)).toEqual(roles);
  });
});

describe('A name like the crew’s', () => {
  it('is the crew’s own', async () => {
    const show = await OnAir.begin(livestream);

    expect(await show.refusalOf(show.viewer(), '你好', { name: '官方 客服' })).toMatchObject({
      code: 'request.invalid',
      details: { field: 'name' },
    });
    expect((await show.say(show.host, '欢迎', { name: '主播小王' })).line).toMatchObject({
      crew: true,
      name: '主播小王',
    });
    // The name stays until another is given.
    expect((await show.say(show.host, '开始了')).line).toMatchObject({ name: '主播小王' });
    // A host of the company who does not operate the account is a viewer here.
    expect((await show.say(show.member('host'), '我来看看')).line).toMatchObject({ crew: false });
  });
});

describe('The author of a line', () => {
  it('takes it back, once, and nobody else does', async () => {
    const show = await OnAir.begin(livestream);
    const viewer = show.viewer();
    const { lineId } = (await show.say(viewer, '说错了')).line!;
    const reach = { liveSessionId: show.liveSessionId, lineId };
    const { withdraw } = Chat.method;

    await expect(livestream.call(withdraw, reach, show.viewer())).rejects.toMatchObject({ code: 'not_found' });
    await livestream.call(withdraw, reach, viewer);
    await livestream.call(withdraw, reach, viewer);

    expect(await show.seen()).toEqual([]);
    expect(await show.acts()).toMatchObject([{ kind: 'WITHDRAW', lineId, what: '说错了' }]);
    // Sent again it is still the same line, and still not shown.
    expect((await show.say(viewer, '说错了', { lineId })).line).toMatchObject({ lineId });
    expect(await show.seen()).toEqual([]);
  });
});
