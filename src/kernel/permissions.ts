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
  // Answer for the authority where a panel's decision is questioned.
  'decision.reconsider',
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
  // Plans, reviews and measures of placements that one takes part in.
  'review.record',
  // Support short of a place: asked for by schools, answered and done by specialists, over the whole authority, and its teams.
  'support.ask',
  'support.answer',
  'support.authority',
  'support.manage',
  // A school's own list of pupils it worries about, which nobody else reads.
  'worry.keep',
  // Money.
  'budget.read',
  'budget.manage',
  'commitment.make',
  'charge.read',
  'charge.authorise',
  // The clock list across cases, and being the last who is told before a deadline is missed.
  'deadline.read',
  'deadline.lead',
  // Ask for everything that is held on one child, for a stated reason.
  'record.export',
  // Legal holds, and what is due to go.
  'record.keep',
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
  'review.tend',
  'support.tend',
  'deadline.tend',
  'record.gather',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const isPermission = (value: unknown): value is Permission =>
  (PERMISSIONS as readonly unknown[]).includes(value);
