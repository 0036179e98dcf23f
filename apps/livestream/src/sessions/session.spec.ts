import { describe, expect, it } from '@jest/globals';
import { AccountId, CompanyId, LiveSessionId, SkuId } from '#kernel/id.js';
import { assertAllKnown, mayBecome, parseBag, replan, type Session, type Status } from './session.js';

const ALL: Status[] = ['DRAFT', 'SCHEDULED', 'READY', 'LIVE', 'INTERRUPTED', 'ENDED', 'SEALED'];

const session = (over: Partial<Session> = {}): Session => ({
  companyId: CompanyId.new(),
  liveSessionId: LiveSessionId.new(),
  accountId: AccountId.new(),
  title: '田间直播',
  status: 'DRAFT',
  startsAt: null,
  pinnedSkuId: null,
  ...over,
});

describe('A session', () => {
  it('goes from plan to seal along its arrows and nowhere else', () => {
    const arrows = ALL.flatMap((from) => ALL.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));

    expect(arrows).toEqual([
      'DRAFT SCHEDULED',
      'DRAFT READY',
      'DRAFT LIVE',
      'SCHEDULED READY',
      'SCHEDULED LIVE',
      'READY LIVE',
      'LIVE INTERRUPTED',
      'LIVE ENDED',
      'INTERRUPTED LIVE',
      'INTERRUPTED ENDED',
      'ENDED SEALED',
    ]);
  });

  it('is scheduled by the first day that is named', () => {
    const startsAt = new Date('2026-10-01T12:00:00Z');
    const earlier = session();

    const planned = replan(earlier, { ...earlier, startsAt });
    expect(planned).toMatchObject({ status: 'SCHEDULED', startsAt });
    expect(replan(planned, { ...planned, startsAt: null, title: '改名' })).toMatchObject({ startsAt, title: '改名' });
  });

  it('stays on its account while on air, and as it was once over', () => {
    const live = session({ status: 'LIVE' });

    expect(() => replan(live, { ...live, accountId: AccountId.new() })).toThrow('request.invalid');
    expect(() => replan(session({ status: 'ENDED' }), live)).toThrow('session.not_open');
  });
});

describe('A bag', () => {
  it('holds each SKU once, 500 at the most', () => {
    const skus = Array.from({ length: 501 }, () => SkuId.new());

    expect(parseBag([skus[0]!, skus[1]!, skus[0]!])).toEqual([skus[0], skus[1]]);
    expect(parseBag(skus.slice(0, 500))).toHaveLength(500);
    expect(() => parseBag(skus)).toThrow('request.invalid');
  });

  it('names what is not of this company', () => {
    const [own, foreign] = [SkuId.new(), SkuId.new()];

    expect(() => assertAllKnown([own, foreign], new Set([own]))).toThrow(
      expect.objectContaining({ details: { field: 'skuIds', reason: `not SKUs of this company: ${foreign}` } }),
    );
  });
});
