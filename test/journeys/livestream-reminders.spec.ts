import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Organisations } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { Accounts, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { ReminderAnswer_Kind as Kind, Reminders } from '#contracts/tianjian/livestream/v1/reminders_pb.js';
import { AccountId, CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import type { RpcClient } from '#messaging/rpc-client.js';
import { asPerson, asService, eventually, runningService } from '#testing/running-service.js';
import { settings } from '../../apps/identity/src/config.js';
import { IdentityModule } from '../../apps/identity/src/identity.module.js';
import { Inbox } from '../../apps/identity/src/testing/inbox.js';
import { LivestreamModule } from '../../apps/livestream/src/livestream.module.js';
import { SendReminders } from '../../apps/livestream/src/reminders/send-reminders.js';

const inbox = new Inbox();
const identity = runningService('identity', IdentityModule, { settings, env: { SMS_FILE: inbox.file } });
// Two of them, so that each reminder has two who could send it.
const livestream = runningService('livestream', LivestreamModule, { beside: identity, replicas: 2 });

const { subscribe, unsubscribe, get, calendar } = Reminders.method;
const [companyId, accountId] = [CompanyId.new(), AccountId.new()];
const seller = asPerson({
  personId: PersonId.new(),
  memberships: [{ companyId, roles: ['seller'] }],
  mandates: [],
});
const HOUR = 3_600_000;
let phones = 13_900_000_000;

beforeAll(() =>
  livestream.call(Accounts.method.save, { companyId, accountId, platform: 'douyin', name: '田间' }, seller),
);

async function givenViewer({ proved = true } = {}) {
  const [personId, phone] = [PersonId.new(), String((phones += 1))];
  const person = { personId, phone, password: 'tianjian', name: '观众' };
  await identity.call(Organisations.method.savePerson, person, asService('operator'));
  if (proved) await identity.sql('UPDATE person SET phone_proved_at = now() WHERE person_id = $1', [personId]);
  const token = asPerson({ personId, memberships: [], mandates: [] });
  return { personId, token, texts: () => inbox.of(phone).map(({ text }) => text) };
}

async function givenSession(inMs: number | null, title = '宽粉专场') {
  const liveSessionId = LiveSessionId.new();
  const startsAt = inMs === null ? undefined : timestampFromDate(new Date(Date.now() + inMs));
  await livestream.call(LiveSessions.method.save, { companyId, accountId, liveSessionId, title, startsAt }, seller);
  return liveSessionId;
}

/** As if it had been now that much earlier when everything so far happened. */
const passes = (liveSessionId: LiveSessionId, ms: number) =>
  livestream.sql(
    `WITH moved AS (
       UPDATE reminder_subscription SET subscribed_at = subscribed_at - $2 * interval '1 ms' WHERE live_session_id = $1)
     UPDATE live_session SET starts_at = starts_at - $2 * interval '1 ms' WHERE live_session_id = $1`,
    [liveSessionId, ms],
  );

const goesOnAir = (liveSessionId: LiveSessionId) =>
  livestream.sql(`UPDATE live_session SET status = 'LIVE', started_at = now() WHERE live_session_id = $1`, [
    liveSessionId,
  ]);

describe('Reminders of a session', () => {
  it('come a day before, ten minutes before and on air, each once, to whoever had subscribed by then', async () => {
    const [early, late] = [await givenViewer(), await givenViewer()];
    const liveSessionId = await givenSession(25 * HOUR);
    await livestream.call(subscribe, { liveSessionId }, early.token);
    await livestream.call(subscribe, { liveSessionId }, early.token);
    expect(early.texts()).toEqual([]);

    await passes(liveSessionId, 2 * HOUR);
    await eventually(async () => early.texts().length === 1);
    await livestream.call(subscribe, { liveSessionId }, late.token);
    await passes(liveSessionId, 23 * HOUR - 300_000);
    await eventually(async () => late.texts().length === 1 && early.texts().length === 2);
    await goesOnAir(liveSessionId);
    await eventually(async () => late.texts().length === 2 && early.texts().length === 3);

    const tenMinutes = '【田间】您预约的直播「宽粉专场」将在10分钟后开播。';
    const onAir = '【田间】您预约的直播「宽粉专场」已开播。';
    expect(early.texts()).toEqual([expect.stringMatching(/将于.+日 \d\d:\d\d开播。$/), tenMinutes, onAir]);
    expect(late.texts()).toEqual([tenMinutes, onAir]);
    const seen = await eventually(async () => {
      const { reminders } = await livestream.call(get, { liveSessionId }, early.token);
      return reminders.every(({ sentAt }) => sentAt) && reminders;
    });
    expect(seen).toMatchObject(
      [Kind.DAY_BEFORE, Kind.TEN_MINUTES_BEFORE, Kind.ON_AIR].map((kind) => ({ kind, reached: true })),
    );
  });

  it('come once however often the day is changed', async () => {
    const viewer = await givenViewer();
    const liveSessionId = await givenSession(25 * HOUR);
    await livestream.call(subscribe, { liveSessionId }, viewer.token);
    await passes(liveSessionId, 2 * HOUR);
    await eventually(async () => viewer.texts().length === 1);

    await passes(liveSessionId, -HOUR);
    await passes(liveSessionId, 90 * 60_000);
    await eventually(async () => (await roundsOf(liveSessionId)) === 2);

    expect(viewer.texts()).toHaveLength(1);
  });

  it('are taken back, and are nobody’s whose phone is not proved', async () => {
    const [leaving, unproved, staying] = [
      await givenViewer(),
      await givenViewer({ proved: false }),
      await givenViewer(),
    ];
    const liveSessionId = await givenSession(24 * HOUR + 60_000);
    for (const { token } of [leaving, unproved, staying]) await livestream.call(subscribe, { liveSessionId }, token);
    await livestream.call(unsubscribe, { liveSessionId }, leaving.token);
    const { subscribed } = await livestream.call(unsubscribe, { liveSessionId }, leaving.token);
    expect(subscribed).toBe(false);

    await passes(liveSessionId, HOUR);
    await eventually(async () => staying.texts().length === 1);
    const seen = await eventually(async () => {
      const { reminders } = await livestream.call(get, { liveSessionId }, unproved.token);
      return reminders[0]?.sentAt && reminders;
    });

    expect(seen).toMatchObject([{ reached: false }]);
    expect([leaving.texts(), unproved.texts()]).toEqual([[], []]);
  });

  it('are sent once, whether who sends them dies before identity is asked, or after and before it is noted', async () => {
    const viewer = await givenViewer();
    const liveSessionId = await givenSession(24 * HOUR + 60_000);
    await livestream.call(subscribe, { liveSessionId }, viewer.token);
    // Nobody else sends meanwhile.
    await livestream.sql(`CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.next_at := now() + interval '1 h'; RETURN NEW; END $$`);
    await livestream.sql('CREATE TRIGGER later BEFORE INSERT ON reminder FOR EACH ROW EXECUTE FUNCTION later()');
    await passes(liveSessionId, HOUR);
    await eventually(async () => (await roundsOf(liveSessionId)) === 1);

    for (const dies of ['before', 'after'] as const) {
      await livestream.sql(`UPDATE reminder SET next_at = now() WHERE live_session_id = $1`, [liveSessionId]);
      await dyingSender(dies)
        .send()
        .catch(() => {});
    }
    await eventually(async () => viewer.texts().length === 1);
    const [before] = await livestream.sql<{ sentAt: Date | null }>(
      'SELECT sent_at AS "sentAt" FROM reminder WHERE live_session_id = $1',
      [liveSessionId],
    );
    await livestream.sql('UPDATE reminder SET next_at = now() WHERE live_session_id = $1', [liveSessionId]);
    await eventually(async () => {
      const { reminders } = await livestream.call(get, { liveSessionId }, viewer.token);
      return reminders[0]?.sentAt && reminders[0].reached;
    });
    await livestream.sql('DROP TRIGGER later ON reminder');

    expect(before!.sentAt).toBeNull();
    expect(viewer.texts()).toHaveLength(1);
  });

  const roundsOf = async (liveSessionId: LiveSessionId) => {
    const [row] = await livestream.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM reminder_round WHERE live_session_id = $1',
      [liveSessionId],
    );
    return row!.n;
  };

  /** Its process ends in the middle: what it had not written is never written. */
  function dyingSender(dies: 'before' | 'after'): SendReminders {
    const { storage, core } = livestream.instances[0]!;
    const rpc = {
      to: (service: never) =>
        new Proxy(core.rpc.to(service), {
          get: (client, method) => async (request: never) => {
            if (dies === 'after')
              await (client as Record<string | symbol, (asked: never) => unknown>)[method]!(request);
            throw new Error('killed');
          },
        }),
    };
    return new SendReminders(storage.db, rpc as unknown as RpcClient);
  }
});

describe('Subscribing', () => {
  it('is for what is announced and not over', async () => {
    const { token } = await givenViewer();
    const [draft, over] = [await givenSession(null), await givenSession(HOUR)];
    await livestream.sql(`UPDATE live_session SET status = 'ENDED' WHERE live_session_id = $1`, [over]);

    for (const liveSessionId of [draft, LiveSessionId.new()]) {
      await expect(livestream.call(subscribe, { liveSessionId }, token)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(livestream.call(subscribe, { liveSessionId: over }, token)).rejects.toMatchObject({
      code: 'session.not_open',
    });
  });

  it('to more than 200 at once is refused', async () => {
    const { token, personId } = await givenViewer();
    const liveSessionId = await givenSession(50 * HOUR);
    await livestream.sql(
      `WITH planned AS (
         INSERT INTO live_session (company_id, live_session_id, account_id, title, status, starts_at)
         SELECT $1, gen_random_uuid(), $2, '', 'SCHEDULED', now() + interval '9 days' FROM generate_series(1, 200)
         RETURNING live_session_id)
       INSERT INTO reminder_subscription SELECT $3, live_session_id, $1, now() FROM planned`,
      [companyId, accountId, personId],
    );

    await expect(livestream.call(subscribe, { liveSessionId }, token)).rejects.toMatchObject({
      code: 'reminder.too_many',
    });
  });
});

describe('The calendar file', () => {
  it('is of announced sessions with a day', async () => {
    const [planned, draft] = [await givenSession(HOUR, '开园'), await givenSession(null)];

    const { content } = await livestream.call(calendar, { liveSessionId: planned });
    expect(content).toContain('SUMMARY:开园');
    await expect(livestream.call(calendar, { liveSessionId: draft })).rejects.toMatchObject({ code: 'not_found' });
  });
});
