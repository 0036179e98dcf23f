import { timestampDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { Chat, ChatModeration } from '#contracts/tianjian/livestream/v1/chat_pb.js';
import { ActId, BanId, ChatLineId, PersonId, SpeakerId } from '#kernel/id.js';
import { runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';
import { OnAir } from './given.js';

const livestream = runningService('livestream', LivestreamModule);

const { mute, unmute, ban, liftBan, listBans, retract, listReports, dismissReports, listActs } = ChatModeration.method;
const { report } = Chat.method;

const facts = (show: OnAir) =>
  livestream.sql<{ kind: string; body: object }>(
    'SELECT kind, body FROM room_fact WHERE live_session_id = $1 ORDER BY seq',
    [show.liveSessionId],
  );

describe('Slow mode and silence', () => {
  it('hold viewers back, not the crew, and the room is told', async () => {
    const show = await OnAir.begin(livestream);
    const viewer = show.viewer();
    await show.say(viewer, '第一条');

    await show.configure({ slowModeS: 60 });
    expect(await show.refusalOf(viewer)).toMatchObject({ code: 'chat.too_fast', details: { retryAfterS: 60 } });
    expect(await show.refusalOf(show.viewer())).toBeUndefined();
    await show.configure({ slowModeS: 60, mutedAll: true });
    expect(await show.refusalOf(show.viewer())).toMatchObject({ code: 'chat.muted_all' });
    await show.say(show.host, '听我说');
    await show.say(show.host, '接着说');
    await show.configure({});
    expect(await show.refusalOf(viewer)).toBeUndefined();

    expect(await facts(show)).toEqual([
      { kind: 'SLOW_MODE', body: { seconds: 60 } },
      { kind: 'MUTED_ALL', body: { muted: true } },
      { kind: 'MUTED_ALL', body: { muted: false } },
      { kind: 'SLOW_MODE', body: { seconds: 0 } },
    ]);
    expect((await show.acts()).map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'CONFIGURE slowModeS 60 → 0, mutedAll true → false',
      'CONFIGURE slowModeS 60 → 60, mutedAll false → true',
      'CONFIGURE slowModeS 0 → 60, mutedAll false → false',
    ]);
  });

  it.each([-1, 601])('of %d seconds is refused', async (slowModeS) => {
    const show = await OnAir.begin(livestream);
    await expect(show.configure({ slowModeS })).rejects.toMatchObject({ details: { field: 'slowModeS' } });
  });
});

describe('A mute', () => {
  it('silences one speaker in this session until it is over or taken back', async () => {
    const show = await OnAir.begin(livestream);
    const viewer = show.viewer();
    const { speakerId } = (await show.say(viewer, '吵')).line!;
    const wanted = { ...show.named, actId: ActId.new(), speakerId, forS: 600, reason: '刷屏' };

    const { act } = await livestream.call(mute, wanted, show.host);
    expect(act).toMatchObject({ kind: 'MUTE', byPersonId: show.hostId, speakerId, reason: '刷屏' });
    const until = timestampDate(act!.until!).toISOString();
    expect(await show.refusalOf(viewer)).toMatchObject({ code: 'chat.muted', details: { until } });
    expect(await show.standingOf(viewer)).toMatchObject({ speakerId, muted: true, mutedUntil: act!.until });

    expect((await livestream.call(mute, wanted, show.host)).act).toEqual(act);
    await expect(livestream.call(mute, { ...wanted, forS: 60 }, show.host)).rejects.toMatchObject({
      code: 'request.repeated_differently',
    });

    await livestream.call(unmute, { ...show.named, speakerId }, show.seller);
    await livestream.call(unmute, { ...show.named, speakerId }, show.seller);
    expect(await show.refusalOf(viewer)).toBeUndefined();
    expect(await show.acts()).toMatchObject([{ kind: 'UNMUTE', byPersonId: show.sellerId }, { kind: 'MUTE' }]);
  });

  it('is not for the crew, nor for who is not there', async () => {
    const show = await OnAir.begin(livestream);
    const { speakerId } = (await show.say(show.seller, '我是老板')).line!;
    const wanted = { ...show.named, actId: ActId.new() };

    await expect(livestream.call(mute, { ...wanted, speakerId }, show.host)).rejects.toMatchObject({
      details: { field: 'speakerId' },
    });
    await expect(livestream.call(mute, { ...wanted, speakerId: SpeakerId.new() }, show.host)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(livestream.call(mute, { ...wanted, speakerId }, show.member('host'))).rejects.toMatchObject({
      code: 'access.denied',
    });
    expect(await show.acts()).toEqual([]);
  });
});

describe('A ban', () => {
  it('keeps out the account, and the device under another account, in all sessions of the company only', async () => {
    const [show, elsewhere] = [await OnAir.begin(livestream), await OnAir.begin(livestream)];
    const [personId, deviceId] = [PersonId.new(), 'phone-1'];
    const troll = show.viewer(personId);
    const { speakerId, lineId } = (await show.say(troll, '便宜货', { deviceId })).line!;
    const actId = ActId.new();

    await livestream.call(ban, { ...show.named, actId, speakerId, reason: '捣乱', retractLines: true }, show.host);

    expect(await show.refusalOf(troll)).toMatchObject({ code: 'chat.banned' });
    expect(await show.refusalOf(show.viewer(), '又是我', { deviceId })).toMatchObject({ code: 'chat.banned' });
    expect(await show.refusalOf(show.viewer(), '别人', { deviceId: 'phone-2' })).toBeUndefined();
    expect(await elsewhere.refusalOf(troll, '你好', { deviceId })).toBeUndefined();
    expect(await show.standingOf(troll)).toMatchObject({ banned: true, crew: false });
    expect((await show.seen()).map((line) => line.lineId)).not.toContain(lineId);
    expect(await facts(show)).toEqual([{ kind: 'LINE_RETRACTED', body: { lineId } }]);

    const { bans } = await livestream.call(listBans, { companyId: show.companyId }, show.host);
    expect(bans).toMatchObject([{ banId: actId, reason: '捣乱', devices: 1 }]);
    const lifting = { companyId: show.companyId, banId: actId };
    await livestream.call(liftBan, lifting, show.seller);
    await livestream.call(liftBan, lifting, show.seller);
    expect(await show.refusalOf(troll, '我改', { deviceId })).toBeUndefined();
    expect((await show.acts()).map(({ kind }) => kind)).toEqual(['LIFT_BAN', 'BAN']);
    await expect(livestream.call(liftBan, { ...lifting, banId: BanId.new() }, show.seller)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('A report', () => {
  it('waits for who runs the session, counts a person once, and is settled by either decision', async () => {
    const show = await OnAir.begin(livestream);
    const [bad, fine] = [
      (await show.say(show.viewer(), '骂人的话')).line!,
      (await show.say(show.viewer(), '太贵了')).line!,
    ];
    const complain = (lineId: string, by: string, reason: string) =>
      livestream.call(report, { liveSessionId: show.liveSessionId, lineId, reason }, by);
    const viewer = show.viewer();
    for (const reason of ['骂人', '还骂']) await complain(bad.lineId, viewer, reason);
    await complain(bad.lineId, show.viewer(), '不文明');
    await complain(fine.lineId, viewer, '不好');

    const waiting = async () => (await livestream.call(listReports, show.named, show.host)).lines;
    expect(await waiting()).toMatchObject([
      { line: { lineId: bad.lineId }, reports: 2, reasons: ['不文明', '骂人'] },
      { line: { lineId: fine.lineId }, reports: 1 },
    ]);
    await livestream.call(
      retract,
      { ...show.named, actId: ActId.new(), lineId: bad.lineId, reason: '骂人' },
      show.host,
    );
    await livestream.call(dismissReports, { ...show.named, actId: ActId.new(), lineId: fine.lineId }, show.host);

    expect(await waiting()).toEqual([]);
    expect((await show.seen()).map(({ text }) => text)).toEqual(['太贵了']);
    expect(await show.acts()).toMatchObject([
      { kind: 'DISMISS', what: '太贵了' },
      { kind: 'RETRACT', what: '骂人的话', reason: '骂人' },
    ]);
    await expect(complain(ChatLineId.new(), viewer, '没有')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is written twenty times an hour at the most by one person', async () => {
    const show = await OnAir.begin(livestream);
    const viewer = show.viewer();
    const lines = [];
    for (let at = 0; at < 21; at += 1) lines.push((await show.say(show.viewer(), `第 ${at} 条`)).line!.lineId);
    const complain = (lineId: string) =>
      livestream.call(report, { liveSessionId: show.liveSessionId, lineId, reason: '广告' }, viewer);
    for (const lineId of lines.slice(0, 20)) await complain(lineId);

    await expect(complain(lines[20]!)).rejects.toMatchObject({ code: 'overloaded' });
  });
});

describe('The record', () => {
  it('is never changed and never shortened, whoever the service says it is', async () => {
    const show = await OnAir.begin(livestream);
    await show.configure({ slowModeS: 5 });

    for (const login of ['livestream_app', 'livestream_work']) {
      for (const touch of ['UPDATE moderation_act SET what = $$$$', 'DELETE FROM moderation_act']) {
        await expect(livestream.sql(`SET ROLE ${login}; ${touch}`)).rejects.toThrow('permission denied');
      }
    }
  });

  it('is read page by page, of one session or of all', async () => {
    const show = await OnAir.begin(livestream);
    for (const slowModeS of [1, 2, 3]) await show.configure({ slowModeS });
    await show.addWords(['骗子']);
    const page = { companyId: show.companyId, pageSize: 2 };

    const first = await livestream.call(listActs, page, show.seller);
    const second = await livestream.call(listActs, { ...page, pageToken: first.nextPageToken }, show.seller);
    const ofSession = await livestream.call(listActs, { ...show.named, pageSize: 50 }, show.seller);

    expect([...first.acts, ...second.acts].map(({ kind }) => kind)).toEqual([
      'ADD_WORDS',
      'CONFIGURE',
      'CONFIGURE',
      'CONFIGURE',
    ]);
    expect(second.nextPageToken).toBe('');
    expect(ofSession.acts).toHaveLength(3);
  });
});
