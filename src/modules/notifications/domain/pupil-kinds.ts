import type { Kind } from './kind.js';

const placement = (id: string): string => `/placements/${id}`;
const change = (id: string): string => `/placement-changes/${id}`;
const plan = (id: string): string => `/placements/${id}/plan`;
const review = (id: string): string => `/reviews/${id}`;
const reintegration = (id: string): string => `/reintegrations/${id}`;
const reconsideration = (id: string): string => `/reconsiderations/${id}`;
const support = (id: string): string => `/support/requests/${id}`;
const deadlines = (): string => '/deadlines';
const referral = (id: string): string => `/referrals/${id}`;

/** About requests, places and attendance. Words hold a reference and never anything about a child. */
export const PUPIL_KINDS = {
  'placement.offered': {
    needs: 'placement.answer',
    title: 'You have been offered a pupil',
    text: 'Read the profile and accept or decline the offer.',
    href: placement,
  },
  'placement.decided': {
    needs: 'placement.read',
    title: 'A place has been decided for your pupil',
    text: 'The provider has been asked to accept.',
    href: placement,
  },
  'referral.before-panel': {
    needs: 'referral.read',
    title: 'Your request is before the panel',
    text: 'Its papers have gone out. The page says when the panel meets.',
    href: referral,
  },
  'decision.not-ratified': {
    needs: 'decision.make',
    title: 'The panel has not ratified a decision taken between its meetings',
    text: 'Look at the request again. The page says what was decided, and the minutes say why it was not ratified.',
    href: referral,
  },
  'panel.letter': {
    needs: 'referral.read',
    title: 'Letters about a decision of the panel',
    text: 'One is for you, and one for the family.',
    href: (id) => `/decision-letters/${id}`,
  },
  'panel.letter-to-provider': {
    needs: 'placement.answer',
    title: 'A letter about a place that the panel decided on',
    text: 'It says where, when, and by when to answer.',
    href: (id) => `/decision-letters/${id}`,
  },
  'reconsideration.asked': {
    needs: 'decision.reconsider',
    title: 'A decision of the panel is questioned',
    text: 'Somebody who took no part in it answers. The page says by when.',
    href: reconsideration,
  },
  'reconsideration.due': {
    needs: 'decision.reconsider',
    title: 'A question about a decision of the panel is still to be answered',
    text: 'Its time is nearly over. Somebody who took no part in the decision answers.',
    href: reconsideration,
  },
  'reconsideration.overdue': {
    needs: 'decision.reconsider',
    title: 'A question about a decision of the panel has not been answered in time',
    text: 'Its day has passed. Answer it now, or ask somebody who took no part in the decision to do so.',
    href: reconsideration,
  },
  'reconsideration.answered': {
    needs: 'referral.read',
    title: 'A question about a decision of the panel is answered',
    text: 'The page says whether the decision stands, and has a letter for you and one for the family.',
    href: reconsideration,
  },
  'referral.declined': {
    needs: 'referral.read',
    title: 'The panel has declined a request',
    text: 'The page says why, and what happens next.',
    href: referral,
  },
  'referral.deferred': {
    needs: 'referral.read',
    title: 'The panel has put a request off',
    text: 'It goes to another meeting. The clock runs on, and the page says why.',
    href: referral,
  },
  'placement.agreed': {
    needs: 'placement.read',
    title: 'A placement is agreed',
    text: 'The page says what happens next and how to mark the register.',
    href: placement,
  },
  'placement.declined': {
    needs: 'decision.make',
    title: 'A provider declined an offer',
    text: 'The page says whether the next option was offered.',
    href: placement,
  },
  'placement.lapsed': {
    needs: 'decision.make',
    title: 'An offer lapsed without an answer',
    text: 'The page says whether the next option was offered.',
    href: placement,
  },
  'placement.offer-lapsed': {
    needs: 'placement.answer',
    title: 'An offer to you has lapsed',
    text: 'It was not answered in time.',
    href: placement,
  },
  'placement.back-to-pool': {
    needs: 'decision.make',
    title: 'A pupil is waiting for a place again',
    text: 'No option is left that the decision named.',
    href: placement,
  },
  'placement.started': {
    needs: 'placement.read',
    title: 'A placement has started',
    text: 'The provider has recorded the first day.',
    href: placement,
  },
  'attendance.absent': {
    needs: 'referral.read',
    title: 'A pupil of yours is absent today',
    text: 'The provision has marked an absence. The page says what is known and what your register takes.',
    href: (id) => `/attendance/placements/${id}`,
  },
  'reintegration.planned': {
    needs: 'placement.read',
    title: 'The way back to school of a pupil is planned',
    text: 'The page says who leads it and which steps are planned.',
    href: reintegration,
  },
  'reintegration.step': {
    needs: 'placement.read',
    title: 'A step of a way back to school is planned',
    text: 'The page says from when, on which half days and what the pupil does.',
    href: reintegration,
  },
  'reintegration.completed': {
    needs: 'placement.read',
    title: 'A pupil is back at school for all half days',
    text: 'It is looked at again after some weeks.',
    href: reintegration,
  },
  'reintegration.stopped': {
    needs: 'placement.read',
    title: 'A way back to school was given up',
    text: 'The page says why.',
    href: reintegration,
  },
  'placement.change-asked': {
    needs: 'placement.read',
    title: 'A change of a placement waits for you',
    text: 'Read what is asked for and agree or refuse. Nothing changes before.',
    href: change,
  },
  'placement.changed': {
    needs: 'placement.read',
    title: 'A placement was changed',
    text: 'Everybody has agreed. The page says what changes and from when.',
    href: change,
  },
  'placement.change-settled': {
    needs: 'placement.read',
    title: 'A change of a placement was not agreed or was withdrawn',
    text: 'The placement goes on as it was.',
    href: change,
  },
  'plan.written': {
    needs: 'review.record',
    title: 'The plan of a placement has been written',
    text: 'Read it and agree to it, or write another version. It is agreed before the first day.',
    href: plan,
  },
  'plan.agreed': {
    needs: 'review.record',
    title: 'The plan of a placement is agreed',
    text: 'The school and the provider have agreed to it. Reviews look at what it says.',
    href: plan,
  },
  'review.arranged': {
    needs: 'review.record',
    title: 'A review of a placement is arranged',
    text: 'The page says when, where and who is invited. The school invites the family.',
    href: review,
  },
  'review.held': {
    needs: 'review.record',
    title: 'A review of a placement was held',
    text: 'The page says what it found, what happens next, and who does what.',
    href: review,
  },
  'review.recommends': {
    needs: 'decision.make',
    title: 'A review recommends that a placement changes or ends',
    text: 'Nothing has changed yet. The page says what is recommended, and leads to where it is done.',
    href: review,
  },
  'review.requested': {
    needs: 'review.record',
    title: 'A review of an off site direction was asked for in writing',
    text: 'The page says whether it is owed, why, and by when it is held.',
    href: (id) => `${placement(id)}/reviews`,
  },
  'review.overdue': {
    needs: 'review.record',
    title: 'A review of a placement is late',
    text: 'The authority has been told. Arrange it now, or record it if it was held.',
    href: review,
  },
  'review.late': {
    needs: 'decision.make',
    title: 'A review of a placement was not held in time',
    text: 'The school and the provider have been told. The page says by when it was due.',
    href: review,
  },
  'support.asked': {
    needs: 'support.authority',
    title: 'A school asks for support short of a place',
    text: 'Answer it, or pass it to a team. The page says by when.',
    href: support,
  },
  'support.due': {
    needs: 'support.authority',
    title: 'A request for support is still to be answered',
    text: 'Its time is nearly over.',
    href: support,
  },
  'support.overdue': {
    needs: 'support.authority',
    title: 'A request for support was not answered in time',
    text: 'Its day has passed. Answer it now.',
    href: support,
  },
  'support.answered': {
    needs: 'support.ask',
    title: 'Your request for support is answered',
    text: 'Read what is advised, and why.',
    href: support,
  },
  'support.granted': {
    needs: 'support.ask',
    title: 'Support is granted',
    text: 'The page says which team comes, and from when.',
    href: support,
  },
  'support.waiting': {
    needs: 'support.ask',
    title: 'Your request for support is on a waiting list',
    text: 'The team is full. The page says what to try meanwhile.',
    href: support,
  },
  'support.referral-suggested': {
    needs: 'support.ask',
    title: 'A referral is suggested where you asked for support',
    text: 'The page says why, and begins one with what you said.',
    href: support,
  },
  'support.decided': {
    needs: 'support.ask',
    title: 'A round of support has come to its end',
    text: 'The page says what was decided, and what follows.',
    href: support,
  },
  'deadline.school': {
    needs: 'referral.submit',
    title: 'Something is due soon for a pupil of yours',
    text: 'It is your move. The page says what happens next.',
    href: referral,
  },
  'deadline.provider': {
    needs: 'placement.answer',
    title: 'Something is due soon for a placement of yours',
    text: 'It is your move. The page says what happens next.',
    href: placement,
  },
  'deadline.authority': {
    needs: 'decision.make',
    title: 'Something is due soon in a case',
    text: 'It is the move of the authority. The list of deadlines says what and why.',
    href: deadlines,
  },
  'deadline.coordinator': {
    needs: 'deadline.read',
    title: 'A deadline of a case comes near',
    text: 'Whoever must act was told and has not done so yet. The list of deadlines says who.',
    href: deadlines,
  },
  'deadline.lead': {
    needs: 'deadline.lead',
    title: 'A deadline of a case is about to be missed',
    text: 'The coordinator was told. The list of deadlines says what is due and whose move it is.',
    href: deadlines,
  },
  'placement.withdrawn': {
    needs: 'placement.read',
    title: 'A placement was withdrawn before it started',
    text: 'The place and the money are free again.',
    href: placement,
  },
  'placement.ended': {
    needs: 'placement.read',
    title: 'A placement has ended',
    text: 'What was not used of the money is free again.',
    href: placement,
  },
  'placement.site-closes': {
    needs: 'placement.read',
    title: 'A site closes before a placement there ends',
    text: 'The authority looks for another place. The page says when the site closes.',
    href: placement,
  },
  'placement.site-stays': {
    needs: 'placement.read',
    title: 'A site that was to close stays open',
    text: 'The placement there goes on as it was planned.',
    href: placement,
  },
  'placement.site-stays-at': {
    needs: 'decision.make',
    title: 'A site that was to close stays open',
    text: 'The placement there goes on as it was planned, unless another place was decided.',
    href: placement,
  },
  'placement.suspended': {
    needs: 'placement.read',
    title: 'A provider that teaches a pupil of yours is suspended',
    text: 'Nobody new is placed there. The placement goes on unless you or the authority decide otherwise.',
    href: placement,
  },
  'placement.suspended-at': {
    needs: 'decision.make',
    title: 'A provider that teaches a pupil is suspended',
    text: 'Nobody new is placed there. Say whether the placement goes on.',
    href: placement,
  },
  'placement.lifted': {
    needs: 'placement.read',
    title: 'A provider that teaches a pupil of yours is no longer suspended',
    text: 'Pupils may be placed there again. The placement goes on as it was planned.',
    href: placement,
  },
  'placement.lifted-at': {
    needs: 'decision.make',
    title: 'A provider that teaches a pupil is no longer suspended',
    text: 'Pupils may be placed there again. The placement goes on unless another was decided.',
    href: placement,
  },
  'placement.removed': {
    needs: 'placement.read',
    title: 'A provider leaves the framework before a placement there ends',
    text: 'The authority looks for another place. The page says when the provider leaves.',
    href: placement,
  },
  'placement.needs-another': {
    needs: 'decision.make',
    title: 'A placement needs another place',
    text: 'Its site closes or its provider leaves the framework before it ends. The page says which, and when.',
    href: placement,
  },
} as const satisfies Readonly<Record<string, Kind>>;
