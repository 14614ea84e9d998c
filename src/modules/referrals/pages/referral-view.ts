import { type Actor, formatDate, formatDateTime, may, type ReferralType } from '../../../kernel/index.js';
import type { ReferralView } from '../application/read-referral.js';
import { SCHOOL_ANSWERS } from '../application/named-schools.js';
import type { Answers, FieldPath } from '../domain/answers.js';
import type { Choice } from '../domain/codes.js';
import { fieldOf, isFieldPath } from '../domain/fields.js';
import type { PartyPart, Scope } from '../domain/referral-case.js';
import { STATUS_WORDS } from '../domain/referral-states.js';
import { seeksProvision, TYPE_RULES } from '../domain/types.js';
import { canFollow, referralPolicy } from '../referrals.policy.js';
import { aimWords, clockView } from './clock-view.js';
import { statusTagOf, typeQuestion, typeWords } from './list-view.js';
import { priceFigures } from './price-words.js';
import { answerSections } from './show-answers.js';
import { waitingWords } from './triage-view.js';

const EVENT_WORDS: Readonly<Record<string, string>> = {
  SUBMITTED: 'Submitted',
  SENT_AGAIN: 'Sent again with more information',
  CHANGED: 'Answers changed',
  RETURNED: 'Returned for more information',
  WITHDRAWN: 'Withdrawn',
  SENT_TO_SEN: 'Sent to the SEN officer',
  SENT_TO_POOL: 'Sent to the panel',
  DECIDED: 'A place was offered',
  DECLINED: 'Declined by the panel',
  SUPPORT_GRANTED: 'Support granted instead of a place',
  REOPENED: 'To be looked at again by the panel',
  DEFERRED: 'Put off by the panel: the clock runs on',
  PLACED: 'The provider accepted',
  PLACEMENT_CHANGED: 'The placement was changed',
  REINTEGRATION_PLANNED: 'The way back to school was planned',
  REINTEGRATION_STEP: 'A step of the way back to school was planned',
  REINTEGRATION_COMPLETED: 'Back at school for all half days',
  BACK_TO_POOL: 'Waiting for a place again',
  CLOSED: 'Closed',
  SCHOOL_FOUND: 'A school takes the pupil',
};

const PART_WORDS: Readonly<Record<PartyPart, string>> = {
  SCHOOL: 'School',
  HOME_AUTHORITY: 'Council the pupil lives in',
  PROVIDER: 'Provider',
  RESPONSIBLE_AUTHORITY: 'Responsible council',
  COMMISSIONER: 'Commissioner',
};

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  IDENTITY: 'name and home',
  PROFILE: 'year, sex and support',
  NEEDS: 'needs and views',
  RISKS: 'risks',
  MONEY: 'money',
  OPTIONS: 'options',
  KEEP_APART: 'pupils to be kept apart, brothers and sisters',
};

const POSITION_WORDS = {
  POSTCODE: null,
  SCHOOL: 'The home postcode is not on our list. Distances are measured from the school.',
  NONE: 'We do not know where the home is. Distances cannot be measured.',
} as const;

/** The referral page: the parts that the reader may open, what happened, who else can see it, what can be done. */
export function referralPage(view: ReferralView, actor: Actor, places: readonly Choice[]): object {
  const { referral, answers } = view;
  const { id } = referral;
  const canEdit = referralPolicy.canEdit(actor, referral);
  const lookup = (path: FieldPath): readonly Choice[] => {
    if (SCHOOL_ANSWERS.some((one) => one === path)) return view.schools;
    if (path === 'schoolId') return view.school === null ? [] : [{ code: view.school.id, label: view.school.name }];
    return path.startsWith('family.') && path !== 'family.interests' ? places : (fieldOf(path).options ?? []);
  };
  return {
    title: titleOf(answers, referral.reference),
    id,
    reference: referral.reference,
    stateTag: statusTagOf(referral.status),
    status: STATUS_WORDS[referral.status].label,
    facts: factsOf(view),
    clock: view.clock && clockView(view.clock),
    sections: answerSections(answers, {
      asker: { forAuthority: true },
      lookup,
      onlyGiven: true,
      // The school of a case is settled when it is submitted.
      ...(canEdit && {
        changeHref: (key: string) => (key === 'school' ? undefined : `/referrals/${id}/answers/${key}`),
      }),
    }),
    positionNote: view.positionFrom && POSITION_WORDS[view.positionFrom],
    missing: view.missing.flatMap((path) => (isFieldPath(path) ? [fieldOf(path).name] : [])),
    canAnswer: canEdit || referralPolicy.canAnswerLate(actor, referral),
    price: view.quote && priceFigures(view.quote),
    quotedAt: view.quote && formatDateTime(view.quote.quotedAt),
    timeline: view.timeline.map(({ at, kind, byName, note }) => ({
      when: formatDateTime(at),
      what: EVENT_WORDS[kind] ?? kind,
      by: byName,
      note: kind === 'CHANGED' ? changedWords(note) : note,
    })),
    parties: view.parties.map((party) => ({
      label: party.name,
      value: `${PART_WORDS[party.part]}: ${party.scopes.map((scope) => SCOPE_WORDS[scope]).join(', ')}${
        party.endsOn === null ? '' : `, until ${formatDate(party.endsOn)}`
      }`,
    })),
    actions: actionsOf(view, actor),
    mayReferAgain: canFollow(referral) && referralPolicy.canReferAgain(actor, referral),
    backHref: '/referrals',
    backText: 'All referrals',
  };
}

const titleOf = (answers: Answers, reference: string | null): string => {
  const name = [answers['pupil.forename'], answers['pupil.surname']].filter((part) => part !== undefined).join(' ');
  return name === '' ? `Referral ${reference ?? ''}` : `Referral for ${name}`;
};

const changedWords = (note: string | null): string | null =>
  note === null
    ? null
    : note
        .split(', ')
        .map((path) => (isFieldPath(path) ? fieldOf(path).name : path))
        .join(', ');

function factsOf(view: ReferralView): { label: string; value: string }[] {
  const { referral, school, pupilReference } = view;
  const { type, aimOn, waitingSince, noticeLatestOn } = referral;
  return [
    { label: 'Why', value: type === null ? typeWords(type) : typeQuestion(type) },
    ...(type === null ? [] : [{ label: 'It rests on', value: basisOf(type) }]),
    { label: 'School', value: school?.name ?? '' },
    ...(view.schoolPlace === null
      ? []
      : [
          {
            label: 'School that takes the pupil',
            value: `${view.schoolPlace.name}, from ${formatDate(view.schoolPlace.startsOn)}`,
          },
        ]),
    ...(pupilReference === null ? [] : [{ label: 'Pupil reference', value: pupilReference }]),
    ...(aimOn === null ? [] : [{ label: 'Day to work to', value: `${formatDate(aimOn)}. ${aimWords(referral)}` }]),
    ...(noticeLatestOn === null ? [] : [{ label: 'Parents must have notice by', value: formatDate(noticeLatestOn) }]),
    ...(waitingSince === null || view.waiting === null
      ? []
      : [{ label: 'Waiting since', value: `${formatDate(waitingSince)} (${waitingWords(view.waiting)})` }]),
    ...view.neighbours.map(({ reference, isEarlier }) => ({
      label: isEarlier ? 'Follows' : 'Followed by',
      value: reference,
    })),
  ];
}

/** What the request rests on, and whether that is law or guidance; nothing before the kind is chosen. */
export function basisOf(type: ReferralType | null | undefined): string {
  if (type === null || type === undefined) return '';
  const { kind, source, says } = TYPE_RULES[type].basis;
  return `${kind === 'STATUTE' ? 'Law' : 'Statutory guidance'}: ${source}. ${says}`;
}

/** Links to what this reader may do with the referral as it stands. */
function actionsOf({ referral }: ReferralView, actor: Actor): { text: string; href: string }[] {
  const { id, status } = referral;
  const inProvision = seeksProvision(referral.type);
  const is = (...statuses: readonly string[]) => statuses.includes(status);
  return [
    ...(is('RETURNED') && referralPolicy.canSubmit(actor, referral)
      ? [{ text: 'Check and send again', href: `/referrals/${id}/check` }]
      : []),
    ...(inProvision && is('SUBMITTED', 'DECIDED', 'PLACED') && may(actor, 'matching.read')
      ? [{ text: 'See the options', href: `/referrals/${id}/options` }]
      : []),
    ...(inProvision && is('SUBMITTED') && may(actor, 'decision.make')
      ? [{ text: 'Decide on a place', href: `/referrals/${id}/decision` }]
      : []),
    ...(!inProvision && is('SUBMITTED') && referralPolicy.canRecordSchool(actor, referral)
      ? [{ text: 'Record the school that takes the pupil', href: `/referrals/${id}/school-place` }]
      : []),
    ...(is('SUBMITTED', 'RETURNED', 'WITH_SEN') && referralPolicy.canReturn(actor, referral)
      ? [{ text: 'Look at it first: is it whole, is it the only one?', href: `/referrals/${id}/triage` }]
      : []),
    ...(is('SUBMITTED', 'WITH_SEN') && referralPolicy.canReturn(actor, referral)
      ? [{ text: 'Ask for more information', href: `/referrals/${id}/return` }]
      : []),
    ...(is('SUBMITTED') && referralPolicy.canRoute(actor, referral)
      ? [{ text: 'Send to the SEN officer', href: `/referrals/${id}/send-to-sen` }]
      : []),
    ...(is('WITH_SEN') && referralPolicy.canRoute(actor, referral)
      ? [{ text: 'Send to the panel', href: `/referrals/${id}/send-to-panel` }]
      : []),
    ...(is('SUBMITTED', 'RETURNED', 'WITH_SEN') && referralPolicy.canWithdraw(actor, referral)
      ? [{ text: 'Withdraw this referral', href: `/referrals/${id}/withdraw` }]
      : []),
    { text: 'See what was sent, as it was sent', href: `/referrals/${id}/sent` },
  ];
}

/** What happens next and when, for the confirmation. */
export function nextSteps({ referral, clock, missing }: ReferralView): string[] {
  if (referral.status === 'WITH_SEN') {
    return ['The SEN officer reads the referral, because the EHC plan names a setting. You will have a message.'];
  }
  if (!seeksProvision(referral.type)) return schoolSteps(referral, missing);
  return [
    'We look for places now. Options appear on the referral within seconds. They are not offers: a panel decides.',
    ...(clock === null || clock.exempt !== null
      ? []
      : [`Full-time education must start by ${formatDate(clock.aimFor)}.`]),
    ...(referral.noticeLatestOn === null
      ? []
      : [`Give the parents written notice by ${formatDate(referral.noticeLatestOn)}.`]),
    ...(missing.length > 0 ? [`Give the ${missing.length} answers that are still missing before the first day.`] : []),
    'When a place is offered, you and the provider have a message. The price is agreed then.',
  ];
}

/** No place in alternative provision is looked for: people agree on a school. */
const schoolSteps = ({ type, aimOn }: ReferralView['referral'], missing: readonly string[]): string[] => [
  type === 'FAIR_ACCESS'
    ? 'The council brings the request to the schools that take part in the fair access protocol.'
    : 'The council reads the request with the school that is named.',
  ...(aimOn === null ? [] : [`The day to work to is ${formatDate(aimOn)}.`]),
  ...(missing.length > 0 ? [`Give the ${missing.length} answers that are still missing before the first day.`] : []),
  'The school that takes the pupil, and the first day, are shown on the referral as soon as they are recorded.',
];
