/** Who takes part in a review. Parts and never names. */
export const INVITEES = {
  SCHOOL: 'The school',
  HEAD_TEACHER: 'The head teacher',
  BOARD_NOMINEE: 'A nominee of the governing board who is not the head teacher',
  PROVIDER: 'The provider',
  PARENT: 'The parents or carers',
  PUPIL: 'The pupil',
  SOCIAL_WORKER: 'The social worker',
  VIRTUAL_SCHOOL: 'The virtual school',
  SEN_OFFICER: 'The SEN officer of the authority',
} as const;
export type InviteePart = keyof typeof INVITEES;

/** Why somebody is invited. */
export const INVITED_BECAUSE = {
  ALWAYS: 'Invited to every review',
  OFF_SITE: 'A review of an off-site direction includes them',
  LOOKED_AFTER: 'The child is looked after',
  SOCIAL_WORKER: 'The child has a social worker',
  PLAN: 'The child has an EHC plan',
} as const;
export type InvitedBecause = keyof typeof INVITED_BECAUSE;

export interface Invitee {
  readonly part: InviteePart;
  readonly because: InvitedBecause;
}

/** What the case holds about the child that says who comes. */
export interface InvitingFacts {
  readonly referralType: string;
  readonly lookedAfter: 'YES' | 'NO' | 'UNKNOWN';
  readonly socialWorker: 'NONE' | 'IN_NEED' | 'PROTECTION' | 'OTHER' | 'UNKNOWN';
  readonly senProvision: 'N' | 'K' | 'E';
}

const hasSocialWorker = ({ socialWorker }: InvitingFacts): boolean =>
  socialWorker !== 'NONE' && socialWorker !== 'UNKNOWN';

type Invitation = readonly [part: InviteePart, because: InvitedBecause, when: (facts: InvitingFacts) => boolean];

const isOffSite = ({ referralType }: InvitingFacts): boolean => referralType === 'OFF_SITE_DIRECTION';

const INVITATIONS: readonly Invitation[] = [
  ['SCHOOL', 'ALWAYS', () => true],
  // Guidance of 26 July 2026: head teacher, parents and a nominee of the board; the authority where there is a plan.
  ['HEAD_TEACHER', 'OFF_SITE', isOffSite],
  ['BOARD_NOMINEE', 'OFF_SITE', isOffSite],
  ['PROVIDER', 'ALWAYS', () => true],
  ['PARENT', 'ALWAYS', () => true],
  ['PUPIL', 'ALWAYS', () => true],
  ['SOCIAL_WORKER', 'LOOKED_AFTER', ({ lookedAfter }) => lookedAfter === 'YES'],
  ['SOCIAL_WORKER', 'SOCIAL_WORKER', hasSocialWorker],
  ['VIRTUAL_SCHOOL', 'LOOKED_AFTER', ({ lookedAfter }) => lookedAfter === 'YES'],
  ['SEN_OFFICER', 'PLAN', ({ senProvision }) => senProvision === 'E'],
];

/** Everybody to invite, once each, in the order of the list. */
export function inviteesOf(facts: InvitingFacts): Invitee[] {
  const invited = new Map<InviteePart, Invitee>();
  for (const [part, because, when] of INVITATIONS) {
    if (when(facts) && !invited.has(part)) invited.set(part, { part, because });
  }
  return [...invited.values()];
}

/** Whose absence is explained: a review without them is not what the guidance or good sense asks for. */
export const mustCome = ({ part, because }: Invitee): boolean =>
  because === 'OFF_SITE' || part === 'SCHOOL' || part === 'PROVIDER' || part === 'PARENT';

/** Parts that people of the authority take. */
export const isOfAuthority = ({ part }: Invitee): boolean => part === 'VIRTUAL_SCHOOL' || part === 'SEN_OFFICER';
