import { type Actor, may, type Permission, ROLE_PERMISSIONS, type Role, ROLES } from '../../../kernel/index.js';

export type OrganisationKind = 'AUTHORITY' | 'SCHOOL' | 'TRUST' | 'PROVIDER' | 'PARTNERSHIP';

/** What each role is called on pages. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  SCHOOL_INCLUSION_LEAD: 'inclusion lead',
  HEAD_TEACHER: 'head teacher',
  SCHOOL_FINANCE: 'school finance',
  PROVIDER_MANAGER: 'provider manager',
  PROVIDER_STAFF: 'provider staff',
  PROVIDER_FINANCE: 'provider finance',
  PANEL_COORDINATOR: 'panel coordinator',
  PANEL_MEMBER: 'panel member',
  PANEL_CHAIR: 'panel chair',
  BOARD_MEMBER: 'board member',
  BOARD_CHAIR: 'board chair',
  EVALUATOR: 'evaluator',
  QUALITY_OFFICER: 'quality officer',
  SEN_OFFICER: 'SEN officer',
  VIRTUAL_SCHOOL: 'virtual school',
  SPECIALIST: 'specialist',
  FINANCE_OFFICER: 'finance officer',
  FINANCE_APPROVER: 'finance approver',
  COMMISSIONER: 'commissioner',
  AUTHORITY_ADMINISTRATOR: 'authority administrator',
  AUDITOR: 'auditor',
  PLATFORM_OPERATOR: 'platform operator',
};

const SCHOOL_ROLES: readonly Role[] = ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER', 'SCHOOL_FINANCE'];
const PROVIDER_ROLES: readonly Role[] = ['PROVIDER_MANAGER', 'PROVIDER_STAFF', 'PROVIDER_FINANCE'];
const AUTHORITY_ROLES = ROLES.filter(
  (role) => !SCHOOL_ROLES.includes(role) && !PROVIDER_ROLES.includes(role) && role !== 'PLATFORM_OPERATOR',
);

/** The roles that can be held in an organisation of a kind. A PRU is a school that also provides, so it has both. */
const ROLES_OF_KIND: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  AUTHORITY: AUTHORITY_ROLES,
  SCHOOL: [...SCHOOL_ROLES, ...PROVIDER_ROLES],
  TRUST: SCHOOL_ROLES,
  PROVIDER: PROVIDER_ROLES,
  PARTNERSHIP: SCHOOL_ROLES,
};

export const rolesOf = (kind: OrganisationKind): readonly Role[] => ROLES_OF_KIND[kind];

/**
 * Things only a person may do: a placement must not rest on a machine alone (Article 22 UK GDPR), money is approved by
 * people, a machine must not let others in, and a school's own list of worries is filled by people alone.
 */
const PEOPLE_ONLY: ReadonlySet<Permission> = new Set([
  'decision.make',
  'commitment.make',
  'placement.answer',
  'policy.approve',
  'purchase.approve',
  'purchase.make',
  'purchase.sign',
  'worry.keep',
  'board.sit',
  'board.manage',
  'panel.sit',
  'panel.manage',
  'tariff.approve',
  'charge.authorise',
  'user.administer',
  'user.administer-authority',
  'token.issue',
  'audit.read',
]);

/** What a token of an organisation may be given: what some role there may do, less what only people may do. */
export function tokenPermissions(kind: OrganisationKind): readonly Permission[] {
  const held = new Set(rolesOf(kind).flatMap((role) => ROLE_PERMISSIONS[role]));
  return [...held].filter((permission) => !PEOPLE_ONLY.has(permission)).sort();
}

/** What opens a child's file, in the own organisation or in the whole authority. */
const OPENS_FILES: ReadonlySet<Permission> = new Set([
  'case.party',
  'referral.read',
  'referral.create',
  'referral.submit',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'options.authority',
  'keep-apart.authority',
  'matching.displacement',
  'decision.read',
]);

/** Of these, what one person may give: a file is opened to a machine only by somebody who may open it themselves. */
export function grantablePermissions(issuer: Actor, kind: OrganisationKind): readonly Permission[] {
  return tokenPermissions(kind).filter((permission) => !OPENS_FILES.has(permission) || may(issuer, permission));
}
