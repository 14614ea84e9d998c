import type { Role } from '../../kernel/index.js';

/** Where a made-up person works; whoever loads a demonstration says which organisation that is. */
export type PersonaPlace =
  'authority' | 'other-authority' | 'school-one' | 'school-two' | 'pru' | 'partner' | 'provider' | 'platform';

export interface Persona {
  readonly key: string;
  readonly name: string;
  /** Nobody has none: the local issuer knows them and the service does not. */
  readonly roles: readonly { readonly role: Role; readonly place: PersonaPlace }[];
  /** Said beside the name on the local sign-in page. */
  readonly detail: string;
}

const one = (key: string, name: string, role: Role, place: PersonaPlace, detail: string): Persona => ({
  key,
  name,
  roles: [{ role, place }],
  detail,
});

/** One made-up person for every role, and the few that tests of borders need. */
export const PERSONAS = [
  one('inclusion-lead', 'Ada Example', 'SCHOOL_INCLUSION_LEAD', 'school-one', 'inclusion lead of the first school'),
  one('head-teacher', 'Hari Example', 'HEAD_TEACHER', 'school-one', 'head teacher of the first school'),
  one('school-finance', 'Fay Example', 'SCHOOL_FINANCE', 'school-one', 'finance at the first school'),
  one('other-lead', 'Sol Example', 'SCHOOL_INCLUSION_LEAD', 'school-two', 'inclusion lead of another school'),
  one('pru-manager', 'Pru Example', 'PROVIDER_MANAGER', 'pru', 'manager of the pupil referral unit'),
  one('provider-manager', 'Max Example', 'PROVIDER_MANAGER', 'provider', 'manager of a provider on the framework'),
  one('provider-staff', 'Sami Example', 'PROVIDER_STAFF', 'provider', 'staff of a provider on the framework'),
  one('provider-finance', 'Finn Example', 'PROVIDER_FINANCE', 'provider', 'finance of a provider on the framework'),
  one(
    'partner-manager',
    'Pat Example',
    'PROVIDER_MANAGER',
    'partner',
    'manager of a partner of the pupil referral unit',
  ),
  one('coordinator', 'Cora Example', 'PANEL_COORDINATOR', 'authority', 'panel coordinator'),
  one('panel-member', 'Mia Example', 'PANEL_MEMBER', 'authority', 'panel member'),
  one('panel-chair', 'Charlie Example', 'PANEL_CHAIR', 'authority', 'panel chair'),
  one('board-member', 'Bo Example', 'BOARD_MEMBER', 'authority', 'board member'),
  one('board-chair', 'Beth Example', 'BOARD_CHAIR', 'authority', 'board chair'),
  one('evaluator', 'Eva Example', 'EVALUATOR', 'authority', 'evaluator of applications'),
  one('second-evaluator', 'Evan Example', 'EVALUATOR', 'authority', 'second evaluator of applications'),
  one('quality-officer', 'Quin Example', 'QUALITY_OFFICER', 'authority', 'quality officer'),
  one('sen-officer', 'Sen Example', 'SEN_OFFICER', 'authority', 'SEN officer'),
  one('virtual-school', 'Viv Example', 'VIRTUAL_SCHOOL', 'authority', 'virtual school for looked-after children'),
  one('specialist', 'Speck Example', 'SPECIALIST', 'authority', 'specialist'),
  one('finance-officer', 'Olu Example', 'FINANCE_OFFICER', 'authority', 'finance officer'),
  one('finance-approver', 'April Example', 'FINANCE_APPROVER', 'authority', 'finance approver'),
  one('commissioner', 'Connie Example', 'COMMISSIONER', 'authority', 'commissioner'),
  one(
    'second-commissioner',
    'Clem Example',
    'COMMISSIONER',
    'authority',
    'second commissioner: signs where Connie may not',
  ),
  one('administrator', 'Adi Example', 'AUTHORITY_ADMINISTRATOR', 'authority', 'authority administrator'),
  one('auditor', 'Audrey Example', 'AUDITOR', 'authority', 'auditor'),
  one('operator', 'Otto Example', 'PLATFORM_OPERATOR', 'platform', 'operates the platform, sees no pupil'),
  one(
    'other-coordinator',
    'Nora Example',
    'PANEL_COORDINATOR',
    'other-authority',
    'panel coordinator of another authority',
  ),
  one(
    'other-administrator',
    'Nils Example',
    'AUTHORITY_ADMINISTRATOR',
    'other-authority',
    'administrator of another authority',
  ),
  {
    key: 'two-roles',
    name: 'Robin Example',
    roles: [
      { role: 'PANEL_MEMBER', place: 'authority' },
      { role: 'HEAD_TEACHER', place: 'school-two' },
    ],
    detail: 'panel member, and head teacher of another school',
  },
  { key: 'newcomer', name: 'Newt Example', roles: [], detail: 'can be invited, and is unknown until then' },
  { key: 'nobody', name: 'Nobody Example', roles: [], detail: 'has an account but is not known to the service' },
] as const satisfies readonly Persona[];

export type PersonaKey = (typeof PERSONAS)[number]['key'];

const GROUPS: Readonly<Record<PersonaPlace | 'nowhere', string>> = {
  'school-one': 'Schools',
  'school-two': 'Schools',
  pru: 'Providers',
  partner: 'Providers',
  provider: 'Providers',
  authority: 'The authority',
  'other-authority': 'Another authority',
  platform: 'The platform',
  nowhere: 'Not known to the service',
};

/** The heading a persona stands under on the local sign-in page. */
export const groupOf = (persona: Persona): string => GROUPS[persona.roles[0]?.place ?? 'nowhere'];

export const subjectOf = (key: string): string => `persona-${key}`;
export const emailOf = (key: string): string => `${key}@example.org`;
