import { CollegeId, CompanyId, IncubatorId, MandateId, MembershipId, PersonId, VerificationId } from '#kernel/id.js';

const PASSWORD = 'tianjian-demo';
// Long before anything else happens.
const SINCE = '2021-03-01';

const PEOPLE = [
  { who: 'buyer', phone: '13900000001', name: '周小满' },
  { who: 'seller', phone: '13900000002', name: '甘小胖' },
  { who: 'mentor', phone: '13900000003', name: '李文老师' },
  { who: 'college_admin', phone: '13900000004', name: '赵敏行' },
  { who: 'host', phone: '13900000005', name: '孙晓禾' },
  { who: 'second_buyer', phone: '13900000006', name: '吴立春' },
  { who: 'other_owner', phone: '13900000007', name: '杨青' },
  { who: 'other_mentor', phone: '13900000008', name: '郭正老师' },
] as const;

type Who = (typeof PEOPLE)[number]['who'];

/** Two colleges with an incubator and a company each, and the eight people whose phones the README lists. */
export function organisationsOf(seed: string) {
  const college = { collegeId: CollegeId.derive(seed, 'main'), name: '陇中农业职业学院（示例）' };
  const otherCollege = { collegeId: CollegeId.derive(seed, 'other'), name: '河西商贸职业学院（示例）' };
  const incubator = {
    incubatorId: IncubatorId.derive(seed, 'main'),
    collegeId: college.collegeId,
    name: '田间创业孵化园',
  };
  const otherIncubator = {
    incubatorId: IncubatorId.derive(seed, 'other'),
    collegeId: otherCollege.collegeId,
    name: '绿洲创业孵化园',
  };
  const company = {
    companyId: CompanyId.derive(seed, 'main'),
    incubatorId: incubator.incubatorId,
    name: '甘小胖农产',
  };
  const otherCompany = {
    companyId: CompanyId.derive(seed, 'other'),
    incubatorId: otherIncubator.incubatorId,
    name: '河西青年农产',
  };

  const personIdOf = (who: Who) => PersonId.derive(seed, who);
  const member = (who: Who, { companyId }: { companyId: CompanyId }, role: string) => ({
    membershipId: MembershipId.derive(seed, who, companyId),
    personId: personIdOf(who),
    companyId,
    roles: [role],
    startsOn: SINCE,
  });
  const mandated = (who: Who, { incubatorId }: { incubatorId: IncubatorId }, role: string) => ({
    mandateId: MandateId.derive(seed, who, incubatorId),
    personId: personIdOf(who),
    incubatorId,
    role,
    startsOn: SINCE,
  });

  return {
    colleges: [college, otherCollege],
    incubators: [incubator, otherIncubator],
    companies: [company, otherCompany],
    people: PEOPLE.map(({ who, phone, name }) => ({ personId: personIdOf(who), phone, name, password: PASSWORD })),
    memberships: [
      member('seller', company, 'owner'),
      member('host', company, 'host'),
      member('other_owner', otherCompany, 'owner'),
    ],
    mandates: [
      mandated('mentor', incubator, 'mentor'),
      mandated('college_admin', incubator, 'college_admin'),
      mandated('other_mentor', otherIncubator, 'mentor'),
    ],
    company,
    otherCompany,
    hostId: personIdOf('host'),
    signIns: {
      seller: { phone: '13900000002', password: PASSWORD },
      mentor: { phone: '13900000003', password: PASSWORD },
      otherOwner: { phone: '13900000007', password: PASSWORD },
      otherMentor: { phone: '13900000008', password: PASSWORD },
    },
  };
}

/**
 * That mentors saw who sells and hosts: on the first of the month, so that whoever loads the demo again this month says
 * the same, and whoever does so next month confirms it anew.
 */
export function verificationsOf(seed: string, today: string) {
  const verifiedOn = `${today.slice(0, 7)}-01`;
  const { memberships, company, signIns } = organisationsOf(seed);
  return memberships.map(({ personId, companyId }) => ({
    companyId,
    personId,
    verificationId: VerificationId.derive(seed, personId, verifiedOn),
    verifiedOn,
    confirmedBy: companyId === company.companyId ? signIns.mentor : signIns.otherMentor,
  }));
}
