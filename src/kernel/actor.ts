/**
 * Who acts, and what they may do. A permission is a `noun.verb`; a role is a row of permissions; an actor carries the
 * permissions of the one membership it acts in. Row security reads the same list, so a permission that ends in
 * `.authority` opens that scope of every case in the actor's own authority, and without it only cases in which the
 * actor's organisation is a party are visible. A permission enters with the first thing that asks for it: one that
 * nothing asks for would be handed to people and machines as a promise.
 */
export const PERMISSIONS = [
  // Scopes of a case, over the whole authority (row security of the case tables).
  'case.authority',
  // The files of pupils offered to one's own organisation; a provider's finance people go without.
  'case.party',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'money.authority',
  'options.authority',
  // Who must not be placed with whom: only for those who place.
  'keep-apart.authority',
  // Requests.
  'referral.create',
  'referral.submit',
  'referral.withdraw',
  'referral.return',
  'referral.read',
  // Registers, schools and providers.
  'register.import',
  'organisation.read',
  'organisation.manage',
  'calendar.manage',
  'provider.read',
  'provider.manage',
  'opening.manage',
  'opening.confirm',
  // A provider's own documents; those that bids and admissions show to an authority.
  'evidence.manage',
  'evidence.read',
  'diligence.record',
  // Visits, concerns and what the register says of providers, for their authority; what a provider answers to them.
  'quality.manage',
  'quality.answer',
  // Concerns about providers: raised by whoever works with them, dealt with by the authority; those about safeguarding.
  'concern.raise',
  'concern.handle',
  'concern.safeguarding',
  // A school's own checks of the providers it uses.
  'assurance.record',
  // Rules, procurement and prices.
  'policy.read',
  'policy.draft',
  'policy.approve',
  'framework.manage',
  // Say what one's organisation thinks of a draft specification.
  'specification.comment',
  'application.make',
  'application.read',
  // Score, moderate and read the bids of the rounds in which one is named.
  'application.evaluate',
  'tariff.read',
  'tariff.draft',
  'tariff.approve',
  // The governance board: a seat on it, and preparing its meetings.
  'board.sit',
  'board.manage',
  // The placement panel: a seat on it, and preparing its meetings.
  'panel.sit',
  'panel.manage',
  // Matching, deciding, placing.
  'matching.read',
  'matching.run',
  'matching.displacement',
  'decision.read',
  'decision.make',
  // The second person when something is bought outside the framework.
  'purchase.approve',
  // What is bought ahead of need, or by schools themselves.
  'purchase.read',
  'purchase.make',
  'purchase.sign',
  'placement.read',
  'placement.answer',
  'placement.start',
  'placement.end',
  // Sessions of pupils who are taught here, by whoever teaches them.
  'attendance.mark',
  // Money.
  'budget.read',
  'budget.manage',
  'commitment.make',
  'charge.read',
  'charge.authorise',
  // Oversight and messages.
  'audit.read',
  'message.read',
  // People and machines.
  'user.administer',
  'user.administer-authority',
  'token.issue',
  'job.operate',
  // The platform's own services, held by no role.
  'platform.outbox',
  'platform.seal',
  'evidence.tend',
  'quality.tend',
  'opening.tend',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  'SCHOOL_INCLUSION_LEAD',
  'HEAD_TEACHER',
  'SCHOOL_FINANCE',
  'PROVIDER_MANAGER',
  'PROVIDER_STAFF',
  'PROVIDER_FINANCE',
  'PANEL_COORDINATOR',
  'PANEL_MEMBER',
  'PANEL_CHAIR',
  'BOARD_MEMBER',
  'BOARD_CHAIR',
  'EVALUATOR',
  'QUALITY_OFFICER',
  'SEN_OFFICER',
  'VIRTUAL_SCHOOL',
  'SPECIALIST',
  'FINANCE_OFFICER',
  'FINANCE_APPROVER',
  'COMMISSIONER',
  'AUTHORITY_ADMINISTRATOR',
  'AUDITOR',
  'PLATFORM_OPERATOR',
] as const;
export type Role = (typeof ROLES)[number];

const schoolReads = ['referral.read', 'matching.read', 'placement.read', 'provider.read', 'organisation.read'] as const;
const providerReads = ['placement.read', 'provider.read', 'organisation.read', 'message.read'] as const;
const wholeCase = [
  'case.authority',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'options.authority',
] as const;
const authorityReads = ['organisation.read', 'provider.read', 'policy.read', 'message.read'] as const;

/**
 * What each role may do. The one place where a role gains or loses a permission. What stays apart, and why:
 * - finance sees money and an identifier: never needs, risks, the profile or a name;
 * - the auditor sees metadata and money, and a child's file only for a stated reason;
 * - the platform operator keeps the service running and holds nothing that opens a case;
 * - who drafts a tariff or a policy is not who approves it.
 */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  SCHOOL_INCLUSION_LEAD: [
    ...schoolReads,
    'specification.comment',
    'referral.create',
    'referral.submit',
    'referral.withdraw',
    'message.read',
    'tariff.read',
    'calendar.manage',
    'concern.raise',
    'assurance.record',
    'purchase.read',
    'purchase.make',
  ],
  HEAD_TEACHER: [
    ...schoolReads,
    'specification.comment',
    'referral.create',
    'referral.submit',
    'referral.withdraw',
    'message.read',
    'tariff.read',
    'charge.read',
    'charge.authorise',
    'purchase.read',
    'purchase.make',
    'purchase.sign',
    'calendar.manage',
    'user.administer',
    'token.issue',
    'concern.raise',
    'concern.safeguarding',
    'assurance.record',
  ],
  SCHOOL_FINANCE: [
    'organisation.read',
    'placement.read',
    'charge.read',
    'tariff.read',
    'message.read',
    'purchase.read',
    'purchase.sign',
  ],
  PROVIDER_MANAGER: [
    ...providerReads,
    'specification.comment',
    'case.party',
    'provider.manage',
    'evidence.manage',
    'application.make',
    'quality.answer',
    'opening.manage',
    'opening.confirm',
    'placement.answer',
    'placement.start',
    'placement.end',
    'attendance.mark',
    'tariff.read',
    'purchase.read',
    'user.administer',
    'token.issue',
    'concern.raise',
  ],
  PROVIDER_STAFF: [...providerReads, 'case.party', 'opening.confirm', 'attendance.mark'],
  PROVIDER_FINANCE: [...providerReads, 'tariff.read', 'purchase.read'],
  PANEL_COORDINATOR: [
    ...authorityReads,
    ...wholeCase,
    'keep-apart.authority',
    'money.authority',
    'referral.create',
    'referral.submit',
    'referral.return',
    'referral.withdraw',
    'referral.read',
    'matching.read',
    'matching.run',
    'matching.displacement',
    'decision.read',
    'decision.make',
    'placement.read',
    'placement.end',
    'opening.manage',
    'opening.confirm',
    'commitment.make',
    'budget.read',
    'tariff.read',
    'panel.manage',
    'concern.raise',
    'purchase.read',
    'purchase.make',
  ],
  PANEL_MEMBER: [
    ...authorityReads,
    ...wholeCase,
    'panel.sit',
    'referral.read',
    'matching.read',
    'decision.read',
    'placement.read',
  ],
  PANEL_CHAIR: [
    ...authorityReads,
    ...wholeCase,
    'panel.sit',
    'keep-apart.authority',
    'referral.read',
    'matching.read',
    'matching.displacement',
    'decision.read',
    'decision.make',
    'purchase.approve',
    'purchase.read',
    'commitment.make',
    'placement.read',
  ],
  BOARD_MEMBER: [...authorityReads, 'board.sit'],
  BOARD_CHAIR: [...authorityReads, 'board.sit', 'policy.approve'],
  EVALUATOR: [...authorityReads, 'application.evaluate'],
  QUALITY_OFFICER: [
    ...authorityReads,
    'provider.manage',
    'application.read',
    'application.evaluate',
    'evidence.read',
    'diligence.record',
    'quality.manage',
    'concern.raise',
    'concern.handle',
    'concern.safeguarding',
  ],
  SEN_OFFICER: [
    ...authorityReads,
    ...wholeCase,
    'referral.read',
    'referral.return',
    'matching.read',
    'placement.read',
    'concern.raise',
  ],
  VIRTUAL_SCHOOL: [
    ...authorityReads,
    ...wholeCase,
    'referral.read',
    'matching.read',
    'placement.read',
    'concern.raise',
  ],
  SPECIALIST: [...authorityReads, 'referral.read', 'concern.raise'],
  FINANCE_OFFICER: [
    ...authorityReads,
    'case.authority',
    'money.authority',
    'budget.read',
    'budget.manage',
    'charge.read',
    'tariff.read',
    'tariff.draft',
    'placement.read',
    'purchase.read',
  ],
  FINANCE_APPROVER: [
    ...authorityReads,
    'case.authority',
    'money.authority',
    'budget.read',
    'charge.read',
    'tariff.read',
    'tariff.approve',
    'placement.read',
    'purchase.read',
    'purchase.sign',
  ],
  COMMISSIONER: [
    ...authorityReads,
    'case.authority',
    'options.authority',
    'money.authority',
    'organisation.manage',
    'provider.manage',
    'opening.manage',
    'policy.draft',
    'board.manage',
    'framework.manage',
    'application.read',
    'application.evaluate',
    'evidence.read',
    'quality.manage',
    'tariff.read',
    'tariff.draft',
    'matching.read',
    'matching.run',
    'placement.read',
    'purchase.approve',
    'purchase.read',
    'purchase.make',
    'budget.read',
    'concern.raise',
    'concern.handle',
    'concern.safeguarding',
  ],
  AUTHORITY_ADMINISTRATOR: [
    ...authorityReads,
    'organisation.manage',
    'register.import',
    'calendar.manage',
    'user.administer',
    'user.administer-authority',
    'token.issue',
  ],
  AUDITOR: [
    'organisation.read',
    'provider.read',
    'policy.read',
    'case.authority',
    'money.authority',
    'audit.read',
    'budget.read',
    'charge.read',
    'tariff.read',
    'purchase.read',
  ],
  PLATFORM_OPERATOR: ['job.operate'],
};

/**
 * Who is acting. `kind` tells a person (signed in), a machine (bearer token) and a service (a named job) apart.
 * `name` is shown on pages and never logged.
 */
export interface Actor {
  readonly kind: 'person' | 'machine' | 'service';
  readonly userId: string | null;
  readonly membershipId: string | null;
  readonly organisationId: string | null;
  readonly authorityId: string | null;
  readonly role: Role | null;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** True when the actor holds the permission. Which record it may be used on is for the module's policy to say. */
export const may = (actor: Actor, permission: Permission): boolean => actor.permissions.has(permission);

/** A timer or job acts as a named service, in one authority (null: over none), with exactly these permissions. */
export function serviceActor(name: string, authorityId: string | null, permissions: readonly Permission[]): Actor {
  return {
    kind: 'service',
    userId: null,
    membershipId: null,
    organisationId: null,
    authorityId,
    role: null,
    name,
    permissions: new Set(permissions),
  };
}

/** The authority for which something is done, and the organisation it acts through. */
export interface Commissioner {
  readonly authorityId: string;
  readonly organisationId: string | null;
}

/**
 * The same person, whom the audit names by user and membership, acting for an authority with what the consequences of the
 * act need besides. The person's own right is what decides whether they may act at all, and is checked before.
 */
export function actingFor(
  actor: Actor,
  { authorityId, organisationId }: Commissioner,
  consequences: readonly Permission[],
): Actor {
  const permissions = new Set([...actor.permissions, ...consequences]);
  return { ...actor, authorityId, organisationId: organisationId ?? actor.organisationId, permissions };
}

export const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
export const isPermission = (value: unknown): value is Permission =>
  (PERMISSIONS as readonly unknown[]).includes(value);
