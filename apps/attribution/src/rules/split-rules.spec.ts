import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  ProposeSplitRuleSchema,
  SplitRuleApprovedSchema,
  SplitRules,
  SplitStep_Base,
  SplitStep_Kind,
  SplitStep_Refund,
} from '#contracts/tianjian/attribution/v1/attribution_pb.js';
import { CompanyFoundedSchema } from '#contracts/tianjian/identity/v1/identity_pb.js';
import { CompanyId, IncubatorId, PersonId, RuleId } from '#kernel/id.js';
import type { CallingPerson } from '#messaging/caller.js';
import { asAnybody, asPerson, runningService } from '#testing/running-service.js';
import { AttributionModule } from '../attribution.module.js';
import { settings } from '../config.js';
import { givenCompany, givenIdentity, mandated, member, stranger } from '../given.js';
import { defaultRuleId } from './default-rule.js';

const attribution = runningService('attribution', AttributionModule, { settings });
const formerMembers = new Set<string>();
let company: CompanyId;

beforeAll(async () => {
  givenIdentity(attribution.instances[0]!.core.nats, formerMembers);
  company = await givenCompany(attribution);
});

describe('Proposing a split rule', () => {
  it('is the company’s approval, and tells the content’s hash', async () => {
    const owner = member(company, 'owner');

    const { rule } = await propose(owner, {});

    expect(rule).toMatchObject({
      companyId: company,
      status: 'PROPOSED',
      approvals: [{ personId: owner.personId, side: 'company' }],
    });
    expect(rule!.startsAt).toBeUndefined();
    expect(rule!.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(rule!.steps.at(-1)).toMatchObject({ kind: SplitStep_Kind.REMAINDER });
  });

  it('gets its first answer when repeated, and cannot be changed', async () => {
    const [owner, ruleId] = [member(company, 'owner'), RuleId.new()];
    const first = await propose(owner, { ruleId });

    expect(await propose(owner, { ruleId })).toEqual(first);
    const otherSteps = propose(owner, { ruleId, steps: [percent(900), remainder] });
    await expect(otherSteps).rejects.toMatchObject({ code: 'request.repeated_differently' });
    expect(await propose(owner, { ruleId })).toEqual(first);
  });

  it('does not take an id that names another company’s rule', async () => {
    const [other, ruleId] = [CompanyId.new(), RuleId.new()];
    await propose(member(company, 'owner'), { ruleId });

    const taken = propose(member(other, 'owner'), { ruleId, companyId: other });

    await expect(taken).rejects.toMatchObject({ code: 'request.repeated_differently' });
  });

  it('refuses steps that cannot be executed, naming the field', async () => {
    await expect(propose(member(company, 'owner'), { steps: [percent(800)] })).rejects.toMatchObject({
      code: 'request.invalid',
      details: { field: 'steps' },
    });
    const unknownEnum = [{ ...percent(800), base: 99 as SplitStep_Base }, remainder];
    await expect(propose(member(company, 'owner'), { steps: unknownEnum })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});

describe('Approving a split rule', () => {
  it('starts it ten minutes later, and tells orders once', async () => {
    const { rule } = await propose(member(company, 'owner'), {});
    const mentor = mandated(company);

    const approved = await approve(mentor, rule!.ruleId);
    await approve(mentor, rule!.ruleId);

    const [, byMentor] = approved.rule!.approvals;
    expect(approved.rule).toMatchObject({ status: 'APPROVED', contentHash: rule!.contentHash });
    expect(byMentor).toMatchObject({ personId: mentor.personId, side: 'mentor' });
    const waits = timestampDate(approved.rule!.startsAt!).getTime() - timestampDate(byMentor!.approvedAt!).getTime();
    expect(waits).toBe(600_000);
    const told = (await attribution.published(SplitRuleApprovedSchema)).filter(
      (event) => event.ruleId === rule!.ruleId,
    );
    expect(told).toMatchObject([{ companyId: company, startsAt: approved.rule!.startsAt }]);
  });

  it('happens once when two mentors approve at the same moment', async () => {
    const { rule } = await propose(member(company, 'owner'), {});

    const answers = await Promise.all([1, 2, 3].map(() => approve(mandated(company), rule!.ruleId)));

    expect(new Set(answers.map((answer) => answer.rule!.approvals[1]!.personId)).size).toBe(1);
    const told = (await attribution.published(SplitRuleApprovedSchema)).filter(
      (event) => event.ruleId === rule!.ruleId,
    );
    expect(told).toHaveLength(1);
  });

  const owner = (): CallingPerson => member(company, 'owner');
  it.each<[string, string, () => CallingPerson]>([
    ['somebody of no company', 'not_found', stranger],
    ['a mentor of another company', 'not_found', () => mandated(CompanyId.new())],
    ['an owner of another company', 'not_found', () => member(CompanyId.new(), 'owner')],
    ['another owner of the company', 'access.denied', owner],
    ['a seller of the company', 'access.denied', () => member(company, 'seller')],
    ['a host of the company', 'access.denied', () => member(company, 'host')],
    ['its college’s administrator', 'access.denied', () => mandated(company, 'college_admin')],
    ['a mentor who works there', 'access.denied', () => ({ ...member(company, 'host'), ...mandatesOf(company) })],
    ['a mentor who once worked there', 'access.denied', () => formerMember(mandated(company))],
  ])('is refused to %s: %s', async (_, code, somebody) => {
    const { rule } = await propose(member(company, 'owner'), {});

    await expect(approve(somebody(), rule!.ruleId)).rejects.toMatchObject({ code });

    const { rule: unchanged } = await propose(member(company, 'owner'), { ruleId: rule!.ruleId });
    expect(unchanged!.status).toBe('PROPOSED');
  });

  it('is refused to its author, even where he has become a mentor', async () => {
    const author = owner();
    const { rule } = await propose(author, {});

    const nowMentor = { ...author, memberships: [], ...mandatesOf(company) };
    await expect(approve(nowMentor, rule!.ruleId)).rejects.toMatchObject({ code: 'access.denied' });
  });

  it('is refused to a mentor whom the company pays', async () => {
    const paid = mandated(company);
    const { rule } = await propose(owner(), {
      steps: [{ ...percent(100), party: `payable:worker:${paid.personId}` }, remainder],
    });
    const { rule: another } = await propose(owner(), {});

    for (const { ruleId } of [rule!, another!]) {
      await expect(approve(paid, ruleId)).rejects.toMatchObject({ code: 'access.denied' });
    }
  });

  it('finds no rule behind a random id, and none for nobody', async () => {
    await expect(approve(mandated(company), RuleId.new())).rejects.toMatchObject({ code: 'not_found' });
    await expect(approve(mandated(company), 'apple')).rejects.toMatchObject({ code: 'request.invalid' });
    const ruleId = defaultRuleId(company);
    const anonymous = attribution.call(SplitRules.method.approve, { ruleId }, asAnybody());
    await expect(anonymous).rejects.toMatchObject({ code: 'auth.required' });
  });
});

describe('The default rule', () => {
  it('is there from the company’s birth, in force at once, however often the birth is told', async () => {
    const born = { companyId: CompanyId.new(), incubatorId: IncubatorId.new(), version: 1 };
    const eventId = await attribution.deliver(CompanyFoundedSchema, born);
    await attribution.deliver(CompanyFoundedSchema, born, eventId);
    await attribution.deliver(CompanyFoundedSchema, born);
    await givenCompany(attribution);

    const approved = (await attribution.published(SplitRuleApprovedSchema)).filter(
      (event) => event.companyId === born.companyId,
    );
    expect(approved).toMatchObject([{ ruleId: defaultRuleId(born.companyId) }]);
    expect(timestampDate(approved[0]!.startsAt!).getTime()).toBeLessThanOrEqual(Date.now());
    const [copy] = await attribution.sql('SELECT incubator_id FROM company WHERE company_id = $1', [born.companyId]);
    expect(copy).toEqual({ incubator_id: born.incubatorId });
  });

  it('needs nobody’s approval, and shows its steps to a mentor who asks', async () => {
    const { rule } = await approve(mandated(company), defaultRuleId(company));

    expect(rule).toMatchObject({ status: 'APPROVED', approvals: [] });
    expect(rule!.steps.map(({ party, shareBp }) => [party, shareBp])).toEqual([
      ['', 2_000],
      ['revenue:platform', 200],
      ['fund:relief', 100],
      ['fund:incubator', 300],
      ['payable:host', 800],
      ['fee:psp', 60],
      ['', 0],
    ]);
    expect(rule!.steps.find(({ party }) => party === 'fee:psp')!.refund).toBe(SplitStep_Refund.NEVER);
  });
});

function propose(author: CallingPerson, rule: MessageInitShape<typeof ProposeSplitRuleSchema>) {
  const request = { companyId: company, ruleId: '', steps: [percent(800), remainder], ...rule };
  return attribution.call(SplitRules.method.propose, request, asPerson(author));
}

const approve = (person: CallingPerson, ruleId: string) =>
  attribution.call(SplitRules.method.approve, { ruleId }, asPerson(person));

const percent = (shareBp: number) => ({
  kind: SplitStep_Kind.PERCENT,
  party: 'payable:host',
  shareBp,
  base: SplitStep_Base.GOODS,
});
const remainder = { kind: SplitStep_Kind.REMAINDER };

const mandatesOf = (companyId: CompanyId) => ({ mandates: mandated(companyId).mandates });

function formerMember(person: CallingPerson): CallingPerson {
  formerMembers.add(person.personId as PersonId);
  return person;
}
