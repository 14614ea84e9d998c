import type { Kind } from './kind.js';

const document = (id: string): string => `/evidence/${id}`;
const confirming = (id: string): string => `/openings/confirm?provider=${id}`;
const likely = (id: string): string => `/openings?provider=${id}&show=likely`;
const block = (id: string): string => `/blocks/${id}`;
const purchase = (id: string): string => `/purchases/${id}`;
const letter = (id: string): string => `/letters/${id}`;
const round = (id: string): string => `/rounds/${id}`;
const admissions = (): string => '/admissions';
const visit = (id: string): string => `/visits/${id}`;
const concern = (id: string): string => `/concerns/${id}`;
const registerTask = (id: string): string => `/register-changes/${id}`;
const schoolChecks = (id: string): string => `/school-checks/providers/${id}`;
const change = (id: string): string => `/provider-changes/${id}`;
const removal = (id: string): string => `/removals/${id}`;
const visitAction = (id: string): string => `/visit-actions/${id}`;

/** About providers, what they offer and what is bought ahead. */
export const SUPPLY_KINDS = {
  'evidence.refused': {
    needs: 'evidence.manage',
    title: 'A document was refused by the virus scan',
    text: 'Keep a clean copy in its place.',
    href: document,
  },
  'evidence.ends-soon': {
    needs: 'evidence.manage',
    title: 'A document ends soon',
    text: 'Keep the renewed one in its place before it does.',
    href: document,
  },
  'evidence.lapsed': {
    needs: 'evidence.manage',
    title: 'A document has run out',
    text: 'The page says what it was. Keep the renewed one in its place.',
    href: document,
  },
  'evidence.lapsed-at-provider': {
    needs: 'evidence.read',
    title: 'A document of an admitted provider has run out',
    text: 'What follows from it has been done as the framework says.',
    href: document,
  },
  'openings.confirm-soon': {
    needs: 'opening.confirm',
    title: 'Confirm what you have open',
    text: 'Say that it is still true before the day named, so that pupils can be placed with you.',
    href: confirming,
  },
  'openings.not-confirmed': {
    needs: 'opening.confirm',
    title: 'What you have open was not confirmed in time',
    text: 'Panels are warned that it may be gone. Say that it is still true, or change it.',
    href: confirming,
  },
  'openings.not-proposed': {
    needs: 'opening.confirm',
    title: 'Nobody new is proposed to you now',
    text: 'An opening was not confirmed for too long. It counts again the moment you confirm it.',
    href: confirming,
  },
  'openings.closed': {
    needs: 'opening.confirm',
    title: 'An opening has closed to new pupils',
    text: 'Nobody confirmed it. Whoever is there stays, and it opens again the moment you confirm it.',
    href: confirming,
  },
  'openings.firm-soon': {
    needs: 'opening.manage',
    title: 'Say whether likely places are certain',
    text: 'Nobody is placed there before you do, and they lapse after the day named.',
    href: likely,
  },
  'openings.lapsed': {
    needs: 'opening.manage',
    title: 'Likely places have lapsed',
    text: 'They were not made certain in time. You can still open them.',
    href: likely,
  },
  'round.answered': {
    needs: 'application.make',
    title: 'A question about a round is answered',
    text: 'Every bidder reads the answer. Look whether it changes your application.',
    href: round,
  },
  'round.closes-later': {
    needs: 'application.make',
    title: 'A round closes later',
    text: 'There is more time to apply. The page says until when.',
    href: round,
  },
  'round.called-off': {
    needs: 'application.make',
    title: 'A round is called off',
    text: 'Nothing more can be sent in it. The page gives the reason.',
    href: round,
  },
  'admission.decided': {
    needs: 'application.make',
    title: 'Your application has been decided',
    text: 'The letter says what was decided, why, and what you can do.',
    href: letter,
  },
  'admission.suspended': {
    needs: 'application.make',
    title: 'Your admission to a framework is suspended',
    text: 'Nobody new is placed with you under it. Placements that go on stay, unless somebody decides otherwise.',
    href: admissions,
  },
  'admission.lifted': {
    needs: 'application.make',
    title: 'Your admission to a framework is no longer suspended',
    text: 'Pupils may be placed with you under it again.',
    href: admissions,
  },
  'appeal.answered': {
    needs: 'application.make',
    title: 'Your appeal has been answered',
    text: 'The answer stands below the letter.',
    href: letter,
  },
  'visit.planned': {
    needs: 'quality.answer',
    title: 'A quality visit is planned',
    text: 'The page says when it is, and what it looks at.',
    href: visit,
  },
  'visit.report': {
    needs: 'quality.answer',
    title: 'The draft report of a quality visit is there',
    text: 'Read it, and reply before it becomes final.',
    href: visit,
  },
  'visit.replied': {
    needs: 'quality.manage',
    title: 'A provider has replied to a draft report',
    text: 'Say what follows from the reply, and finish the report.',
    href: visit,
  },
  'visit.final': {
    needs: 'quality.answer',
    title: 'The report of a quality visit is final',
    text: 'The page says what was judged, and what there is to do.',
    href: visit,
  },
  'visit-action.reported': {
    needs: 'quality.manage',
    title: 'A provider reports that an action is done',
    text: 'Look at what it says and shows, and close the action or ask for more.',
    href: visitAction,
  },
  'visit-action.more': {
    needs: 'quality.answer',
    title: 'More is asked of an action',
    text: 'The page says what is missing.',
    href: visitAction,
  },
  'visit-action.late': {
    needs: 'quality.answer',
    title: 'An action after a quality visit is late',
    text: 'Report what was done, or what stands in the way.',
    href: visitAction,
  },
  'visit-action.late-at-provider': {
    needs: 'quality.manage',
    title: 'An action after a quality visit is late',
    text: 'Decide what follows.',
    href: visitAction,
  },
  'concern.raised': {
    needs: 'concern.handle',
    title: 'A concern about a provider has been raised',
    text: 'Say how urgent it is, and who deals with it.',
    href: concern,
  },
  'concern.raised-confidential': {
    needs: 'concern.safeguarding',
    title: 'A confidential concern about a provider has been raised',
    text: 'Say how urgent it is, and who deals with it.',
    href: concern,
  },
  'concern.action-late': {
    needs: 'concern.handle',
    title: 'An action about a concern is late',
    text: 'Do it, or decide what follows.',
    href: concern,
  },
  'concern.action-late-confidential': {
    needs: 'concern.safeguarding',
    title: 'An action about a confidential concern is late',
    text: 'Do it, or decide what follows.',
    href: concern,
  },
  'concern.closed': {
    needs: 'concern.raise',
    title: 'A concern that your organisation raised has been answered',
    text: 'The page says what became of it.',
    href: concern,
  },
  'concern.closed-confidential': {
    needs: 'concern.safeguarding',
    title: 'A confidential concern that your organisation raised has been answered',
    text: 'The page says what became of it.',
    href: concern,
  },
  'register.says-otherwise': {
    needs: 'quality.manage',
    title: 'The national register says something else of an admitted provider',
    text: 'Look whether it may still take whom it takes.',
    href: registerTask,
  },
  'school-check.due': {
    needs: 'assurance.record',
    title: 'Your own checks of a provider are due',
    text: 'Record the visit, the safeguarding assurance in writing and the checks of its staff.',
    href: schoolChecks,
  },
  'provider-change.announced': {
    needs: 'framework.manage',
    title: 'A provider announces a change',
    text: 'Nothing of it counts before you approve it.',
    href: change,
  },
  'provider-change.decided': {
    needs: 'quality.answer',
    title: 'The change that you announced has been decided',
    text: 'The page says what, and why.',
    href: change,
  },
  'removal.noticed': {
    needs: 'quality.answer',
    title: 'Notice has been given that an admission of yours is to be ended',
    text: 'Read the reasons, and reply before anybody decides.',
    href: removal,
  },
  'removal.replied': {
    needs: 'framework.manage',
    title: 'A provider has replied to notice of removal',
    text: 'Somebody other than who gave notice decides.',
    href: removal,
  },
  'removal.decided': {
    needs: 'quality.answer',
    title: 'Whether your admission ends has been decided',
    text: 'The page says what, and why.',
    href: removal,
  },
  'block.to-sign': {
    needs: 'purchase.sign',
    title: 'A purchase ahead of need waits for a second person',
    text: 'Nothing is kept or committed until it is signed.',
    href: block,
  },
  'block.signed': {
    needs: 'purchase.read',
    title: 'Places have been bought ahead of need',
    text: 'They are kept from the first week on. The page says how many are used.',
    href: block,
  },
  'block.refused': {
    needs: 'purchase.make',
    title: 'A purchase ahead of need was refused',
    text: 'The page says why.',
    href: block,
  },
  'block.cancelled': {
    needs: 'purchase.read',
    title: 'A block was cancelled',
    text: 'The page says from which week on, and what stays bought.',
    href: block,
  },
  'block.unused': {
    needs: 'purchase.make',
    title: 'Units of a block are unused',
    text: 'The page shows them by week. Use them, or lend or sell them to others.',
    href: block,
  },
  'block.loan-proposed': {
    needs: 'purchase.sign',
    title: 'You have been offered units of a block',
    text: 'Nothing moves until you agree.',
    href: block,
  },
  'block.loan-answered': {
    needs: 'purchase.make',
    title: 'Your offer of units has been answered',
    text: 'The page says whether they are lent or sold.',
    href: block,
  },
  'purchase.off-framework': {
    needs: 'purchase.approve',
    title: 'A school has bought a place outside the framework',
    text: 'The page says what it checked, and what follows for the subsidy.',
    href: purchase,
  },
  'purchase.recorded': {
    needs: 'purchase.approve',
    title: 'A school has bought a place itself',
    text: 'The subsidy is committed once somebody of the authority has confirmed it.',
    href: purchase,
  },
  'purchase.confirmed': {
    needs: 'purchase.make',
    title: 'The authority has read what you bought',
    text: 'The page says what is paid towards it.',
    href: purchase,
  },
} as const satisfies Readonly<Record<string, Kind>>;
