import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { Accounts, LiveSession_Status, LiveSessions } from '#contracts/tianjian/livestream/v1/livestream_pb.js';
import { AccountId, CompanyId, LiveSessionId, PersonId } from '#kernel/id.js';
import { asPerson, runningService } from '#testing/running-service.js';
import { LivestreamModule } from '../livestream.module.js';

// What needs the catalog (bag, start, pin, flash offers) is in test/journeys/livestream-*.spec.ts.
const livestream = runningService('livestream', LivestreamModule);

const { save, get, list, start, end } = LiveSessions.method;
const startsAt = timestampFromDate(new Date('2026-12-01T12:00:00Z'));

const memberOf = (companyId: CompanyId, role: string, personId = PersonId.new()) =>
  asPerson({ personId, memberships: [{ companyId, roles: [role] }], mandates: [] });

async function givenAccount(companyId = CompanyId.new()) {
  const account = { companyId, accountId: AccountId.new(), platform: 'douyin', name: '甘小胖在田间' };
  await livestream.call(Accounts.method.save, account, memberOf(companyId, 'seller'));
  return { companyId, accountId: account.accountId, seller: memberOf(companyId, 'seller') };
}

const planned = (over: object) => ({ liveSessionId: LiveSessionId.new(), title: '宽粉专场', startsAt, ...over });

describe('Planning a session', () => {
  it('makes a draft without a day and a schedule with one', async () => {
    const { companyId, accountId, seller } = await givenAccount();
    const draft = planned({ companyId, accountId, startsAt: undefined });

    const made = await livestream.call(save, draft, seller);
    const scheduled = await livestream.call(save, { ...draft, startsAt, title: '改名' }, seller);

    expect(made.session).toMatchObject({
      status: LiveSession_Status.DRAFT,
      bag: [],
      pinnedSkuId: '',
      title: '宽粉专场',
    });
    expect(scheduled.session).toMatchObject({ status: LiveSession_Status.SCHEDULED, title: '改名', startsAt });
  });

  it('refuses an account of another company', async () => {
    const [own, other] = [await givenAccount(), await givenAccount()];
    const session = planned({ companyId: own.companyId, accountId: other.accountId });

    await expect(livestream.call(save, session, own.seller)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'accountId' },
    });
  });

  it('refuses the id of another company and changes nothing there', async () => {
    const [own, other] = [await givenAccount(), await givenAccount()];
    const session = planned({ companyId: own.companyId, accountId: own.accountId });
    await livestream.call(save, session, own.seller);
    const theft = { ...session, companyId: other.companyId, accountId: other.accountId, title: '抢来的' };

    await expect(livestream.call(save, theft, other.seller)).rejects.toMatchObject({ code: 'not_found' });

    const { session: kept } = await livestream.call(get, { liveSessionId: session.liveSessionId });
    expect(kept).toMatchObject({ companyId: own.companyId, title: '宽粉专场' });
  });

  it('is for hosts on the accounts they operate only', async () => {
    const { companyId, accountId, seller } = await givenAccount();
    const hostId = PersonId.new();
    const host = memberOf(companyId, 'host', hostId);
    const session = planned({ companyId, accountId });

    await expect(livestream.call(save, session, host)).rejects.toMatchObject({ code: 'access.denied' });
    await livestream.call(Accounts.method.setOperators, { companyId, accountId, personIds: [hostId] }, seller);
    await expect(livestream.call(save, session, host)).resolves.toBeDefined();

    const elsewhere = await givenAccount(companyId);
    const moved = { ...session, accountId: elsewhere.accountId };
    await expect(livestream.call(save, moved, host)).rejects.toMatchObject({ code: 'access.denied' });
    await livestream.call(save, moved, seller);
    await expect(livestream.call(save, session, host)).rejects.toMatchObject({ code: 'access.denied' });
  });
});

describe('A session of another company', () => {
  it('is not found for any verb', async () => {
    const [own, other] = [await givenAccount(), await givenAccount()];
    const { liveSessionId } = planned({});
    await livestream.call(save, planned({ ...own, seller: undefined, liveSessionId }), own.seller);
    const reach = { companyId: other.companyId, liveSessionId };

    for (const method of [start, end, LiveSessions.method.sales, LiveSessions.method.setBag, LiveSessions.method.pin]) {
      await expect(livestream.call(method, reach, other.seller)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('Ending a session', () => {
  it('that never began is refused', async () => {
    const { companyId, accountId, seller } = await givenAccount();
    const session = planned({ companyId, accountId });
    await livestream.call(save, session, seller);

    await expect(livestream.call(end, session, seller)).rejects.toMatchObject({ code: 'session.not_live' });
  });
});

describe('Listing sessions', () => {
  it('pages by newest first and never shows drafts', async () => {
    const { companyId, accountId, seller } = await givenAccount();
    const ids: string[] = [];
    for (let day = 0; day < 5; day += 1) {
      const session = planned({ companyId, accountId });
      await livestream.call(save, session, seller);
      ids.unshift(session.liveSessionId);
    }
    await livestream.call(save, planned({ companyId, accountId, startsAt: undefined }), seller);

    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await livestream.call(list, { status: LiveSession_Status.SCHEDULED, pageSize: 2, pageToken });
      seen.push(...page.sessions.filter((one) => one.companyId === companyId).map((one) => one.liveSessionId));
      pageToken = page.nextPageToken;
    } while (pageToken);

    expect(seen).toEqual(ids);
    expect(await livestream.call(list, { status: LiveSession_Status.DRAFT })).toMatchObject({ sessions: [] });
    expect(await livestream.call(list, {})).toMatchObject({ sessions: [], nextPageToken: '' });
  });

  it.each([{ pageSize: 101 }, { pageSize: -1 }, { pageToken: 'x' }, { pageToken: 'WyIxIiwiMiJd' }, { status: 99 }])(
    'refuses %j',
    async (request) => {
      await expect(livestream.call(list, request)).rejects.toMatchObject({ code: 'request.invalid' });
    },
  );

  it('knows nothing of an unknown one', async () => {
    const unknown = { liveSessionId: LiveSessionId.new() };

    await expect(livestream.call(get, unknown)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('The sessions of a company', () => {
  async function givenSessions() {
    const { companyId, accountId, seller } = await givenAccount();
    const [other] = [await givenAccount(companyId)];
    const plan = async (status: string, day: number | null, at = accountId) => {
      const named = day === null ? undefined : timestampFromDate(new Date(Date.UTC(2026, 11, day)));
      const session = planned({ companyId, accountId: at, startsAt: named });
      await livestream.call(save, session, seller);
      await livestream.sql('UPDATE live_session SET status = $2 WHERE live_session_id = $1', [
        session.liveSessionId,
        status,
      ]);
      return session.liveSessionId;
    };
    const ended = await plan('ENDED', 1);
    const later = await plan('SCHEDULED', 9);
    const soon = await plan('SCHEDULED', 8);
    const draft = await plan('DRAFT', null);
    const endedLast = await plan('SEALED', 2);
    const onAir = await plan('LIVE', null, other.accountId);
    await givenAccount().then((foreign) =>
      livestream.call(save, planned({ ...foreign, seller: undefined }), foreign.seller),
    );
    return { companyId, accountId, seller, inOrder: [onAir, soon, later, draft, endedLast, ended] };
  }

  it('are listed in every state: on air, the next one announced, drafts, the last one that is over', async () => {
    const { companyId, seller, inOrder } = await givenSessions();

    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await livestream.call(
        LiveSessions.method.listOfCompany,
        { companyId, pageSize: 2, pageToken },
        seller,
      );
      seen.push(...page.sessions.map(({ liveSessionId }) => liveSessionId));
      pageToken = page.nextPageToken;
    } while (pageToken);

    expect(seen).toEqual(inOrder);
  });

  it('are listed of one account, or in one state', async () => {
    const { companyId, accountId, seller, inOrder } = await givenSessions();
    const listed = async (over: object) => {
      const { sessions } = await livestream.call(LiveSessions.method.listOfCompany, { companyId, ...over }, seller);
      return sessions.map(({ liveSessionId }) => liveSessionId);
    };

    expect(await listed({ accountId })).toEqual(inOrder.slice(1));
    expect(await listed({ status: LiveSession_Status.DRAFT })).toEqual([inOrder[3]]);
  });

  it.each([{ pageSize: 101 }, { pageToken: 'WyIxIiwiMiJd' }, { status: 99 }, { accountId: '1' }])(
    'are refused for %j',
    async (over) => {
      const { companyId, seller } = await givenAccount();
      const asked = livestream.call(LiveSessions.method.listOfCompany, { companyId, ...over }, seller);

      await expect(asked).rejects.toMatchObject({ code: 'request.invalid' });
    },
  );
});
