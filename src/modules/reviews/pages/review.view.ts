import { type DateOnly, formatDate, formatDateWithDay } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import { describeRate } from '../../attendance/index.js';
import type { ReviewsView, ReviewView } from '../application/view-reviews.js';
import { INVITED_BECAUSE, INVITEES } from '../domain/invitees.js';
import { DUE_BECAUSE } from '../domain/review-dates.js';
import { REQUESTED_BY } from '../domain/review-request.js';
import { PROGRESS, RECOMMENDATIONS, STEP_OWNERS } from '../domain/review.js';
import type { Review } from '../persistence/review.store.js';
import { headings } from './headings.js';

/** Says the state and who must act. */
export function reviewTag(
  review: Pick<Review, 'heldOn' | 'calledOffAt' | 'arrangedOn' | 'dueOn'>,
  today: DateOnly,
): StatusTag {
  if (review.heldOn !== null) return tag('Held', 'green');
  if (review.calledOffAt !== null) return tag('Called off', 'grey');
  if (review.dueOn < today) return tag('Late: school and provider to hold it', 'red');
  if (review.arrangedOn === null) return tag('School and provider to arrange it', 'yellow');
  return review.arrangedOn <= today ? tag('School or provider to record it', 'yellow') : tag('Arranged', 'blue');
}

export function reviewsPage({ placement, reviews, requests, mayTakeRequest, today }: ReviewsView): object {
  const base = `/placements/${placement.id}`;
  const ahead = reviews.find(({ heldOn }) => heldOn === null);
  return {
    title: `Reviews of ${placement.reference}`,
    caption: placement.schoolName,
    status: ahead === undefined ? tag('No review is planned', 'grey') : reviewTag(ahead, today),
    next:
      ahead === undefined
        ? 'No further review is due.'
        : `The next review is to be held by ${formatDate(ahead.dueOn)}, since ${DUE_BECAUSE[ahead.because]}.`,
    buttons: [
      ...(ahead === undefined ? [] : [{ text: 'Open the next review', href: `/reviews/${ahead.id}` }]),
      ...(mayTakeRequest ? [{ text: 'Write down a request for a review', href: `${base}/review-request` }] : []),
    ],
    facts: [
      { label: 'Pupil reference', value: placement.pupilReference },
      {
        label: 'Placement',
        value: `${formatDate(placement.startsOn)} to ${formatDate(placement.endedOn ?? placement.plannedEnd)}`,
        href: base,
      },
      { label: 'Plan', value: 'Open the plan', href: `${base}/plan` },
      { label: 'Measures', value: 'Open the measures', href: `${base}/measures` },
    ],
    sections: [
      {
        table: dataTable({
          caption: 'Reviews',
          columns: headings('Review', 'Status', 'Recommendation'),
          rows: reviews.map((one) => [
            {
              text: one.heldOn === null ? `Due by ${formatDate(one.dueOn)}` : `Held on ${formatDate(one.heldOn)}`,
              href: `/reviews/${one.id}`,
            },
            { text: '', tag: reviewTag(one, today) },
            one.recommendation === null ? '' : RECOMMENDATIONS[one.recommendation].label,
          ]),
          empty: 'None has been held, and none is planned.',
        }),
      },
      ...(requests.length === 0
        ? []
        : [
            {
              table: dataTable({
                caption: 'Asked for in writing',
                columns: headings('Received', 'By', 'Answer', 'Held by', 'Held'),
                rows: requests.map((one) => [
                  dayCell(one.askedOn),
                  REQUESTED_BY[one.askedBy],
                  requestWords(one),
                  one.dueOn === null ? '' : dayCell(one.dueOn),
                  one.heldOn === null ? '' : dayCell(one.heldOn),
                ]),
              }),
            },
          ]),
    ],
    backHref: base,
  };
}

export const requestWords = ({ owed, lastReviewOn, weeks }: ReviewsView['requests'][number]): string => {
  if (lastReviewOn === null) return 'Owed: there was no review before';
  const last = `the last review was on ${formatDate(lastReviewOn)}`;
  return owed ? `Owed: ${last}, ${weeks} weeks or more before` : `Not owed: ${last}, less than ${weeks} weeks before`;
};

export function reviewPage(view: ReviewView): object {
  const { placement, review, mayRecord } = view;
  const isAhead = review.heldOn === null && review.calledOffAt === null;
  return {
    title:
      review.heldOn === null
        ? `Review of ${placement.reference}`
        : `Review of ${placement.reference}, ${formatDate(review.heldOn)}`,
    caption: placement.schoolName,
    status: reviewTag(review, view.today),
    next: isAhead ? aheadWords(view) : heldWords(view),
    buttons: isAhead ? (mayRecord ? aheadButtons(view) : []) : leadOn(view),
    facts: isAhead ? aheadFacts(view) : heldFacts(view),
    sections: isAhead ? aheadSections(view) : heldSections(view),
    backHref: `/placements/${placement.id}/reviews`,
  };
}

function aheadWords({ review, inviteBy, today }: ReviewView): string {
  const be = review.dueOn < today ? 'was' : 'is';
  const due = `It ${be} to be held by ${formatDate(review.dueOn)}, since ${DUE_BECAUSE[review.because]}.`;
  if (review.arrangedOn === null) {
    return `${due} Arrange a day${inviteBy !== null && inviteBy >= today ? `, and invite everybody by ${formatDate(inviteBy)}` : ''}.`;
  }
  const when = `It is on ${formatDateWithDay(review.arrangedOn)}${review.arrangedAtTime === null ? '' : ` at ${review.arrangedAtTime}`}.`;
  if (review.arrangedOn <= today) return `${when} Record what it found.`;
  return inviteBy === null
    ? when
    : `${when} Invitations go out by ${formatDate(inviteBy)}; the school invites the family.`;
}

const aheadButtons = ({ review }: ReviewView) => {
  const arrange = {
    text: review.arrangedOn === null ? 'Arrange it' : 'Arrange another day',
    href: `/reviews/${review.id}/arrangement`,
  };
  const record = { text: 'Record what it found', href: `/reviews/${review.id}/record` };
  return review.arrangedOn === null ? [arrange, record] : [record, arrange];
};

/** A recommendation changes nothing: this leads to where it is done. */
function leadOn({ placement, review, mayAct }: ReviewView): object[] {
  const lead = review.recommendation === null ? null : RECOMMENDATIONS[review.recommendation].lead;
  return lead !== null && mayAct && placement.status === 'ACTIVE'
    ? [{ text: lead, href: `/placements/${placement.id}` }]
    : [];
}

function heldWords({ review, placement }: ReviewView): string {
  if (review.recommendation === null) return 'It was called off, since the placement ended or fell.';
  const next =
    review.nextDueOn === null
      ? 'No further review is due before the placement ends.'
      : `The next review is held by ${formatDate(review.nextDueOn)}.`;
  return placement.status === 'ENDED'
    ? 'The placement has ended.'
    : `${RECOMMENDATIONS[review.recommendation].next} ${next}`;
}

const baseFacts = ({ placement, review }: ReviewView): object[] => [
  { label: 'Placement', value: placement.reference, href: `/placements/${placement.id}` },
  { label: 'Pupil reference', value: placement.pupilReference },
  ...(review.arrangedWhere === null ? [] : [{ label: 'Where', value: review.arrangedWhere }]),
];

function aheadFacts(view: ReviewView): object[] {
  const { attendance, plan, placement } = view;
  return [
    ...baseFacts(view),
    {
      label: 'Plan',
      value: plan === null ? 'Not written yet' : `Version ${plan.version}`,
      href: `/placements/${placement.id}/plan`,
    },
    ...(attendance === null
      ? []
      : [
          {
            label: `Attendance since ${formatDate(attendance.from)}`,
            value: attendanceWords(attendance.attended, attendance.possible),
          },
        ]),
  ];
}

const attendanceWords = (attended: number, possible: number): string =>
  possible === 0
    ? 'No half day is marked'
    : `${attended} of ${possible} half days, ${describeRate({ attended, possible, authorised: 0, unauthorised: possible - attended })}`;

function heldFacts(view: ReviewView): object[] {
  const { review } = view;
  if (review.heldOn === null || review.recommendation === null) return baseFacts(view);
  return [
    ...baseFacts(view),
    { label: 'Recommendation', value: RECOMMENDATIONS[review.recommendation].label },
    { label: 'Why', value: review.reasons },
    {
      label: review.countedFrom === null ? 'Attendance' : `Attendance since ${formatDate(review.countedFrom)}`,
      value: `${attendanceWords(review.attended ?? 0, review.possible ?? 0)}; ${review.unauthorised ?? 0} missed without authorisation`,
    },
    { label: 'The pupil says', value: review.pupilView ?? 'Nothing was recorded' },
    { label: 'The parents or carers say', value: review.parentView ?? 'Nothing was recorded' },
    ...(review.absentBecause === null ? [] : [{ label: 'Who was missing', value: review.absentBecause }]),
    {
      label: 'Next review by',
      value: review.nextDueOn === null ? 'None is due before the placement ends' : formatDate(review.nextDueOn),
    },
  ];
}

const invitedTable = ({ invited, review }: ReviewView): DataTable =>
  dataTable({
    caption: review.heldOn === null ? 'Who is invited' : 'Who came',
    columns: headings('Who', 'Why', ...(review.heldOn === null ? [] : ['Came'])),
    rows: invited.map(({ part, because, came }) => [
      INVITEES[part],
      INVITED_BECAUSE[because],
      ...(review.heldOn === null ? [] : [came === true ? 'Yes' : 'No']),
    ]),
    empty: 'Nobody is known to be invited.',
  });

const aheadSections = (view: ReviewView): object[] => [
  { table: invitedTable(view) },
  {
    table: dataTable({
      caption: 'What it looks at',
      columns: headings('Objective', 'How it is measured', 'By when'),
      rows: view.objectives.map(({ what, measured, dueOn }) => [what, measured, dayCell(dueOn)]),
      empty: 'The plan has no objectives yet.',
    }),
  },
];

function heldSections(view: ReviewView): object[] {
  const { progress, steps, mayRecord, review } = view;
  if (review.heldOn === null) return [];
  return [
    {
      table: dataTable({
        caption: 'Progress on each objective',
        columns: headings('Objective', 'Progress', 'What shows it'),
        rows: progress.map((one) => [one.what, PROGRESS[one.progress], one.note ?? '']),
        empty: 'There was no plan with objectives.',
      }),
    },
    {
      table: dataTable({
        caption: 'Next steps',
        columns: headings('What', 'Who', 'By when', 'Done'),
        rows: steps.map((one) => [
          one.what,
          { text: STEP_OWNERS[one.owner], note: one.ownerName ?? '' },
          dayCell(one.dueOn),
          one.doneOn !== null
            ? dayCell(one.doneOn)
            : mayRecord
              ? { text: 'It is done', act: { action: `/review-steps/${one.id}/done`, about: one.what } }
              : 'Not yet',
        ]),
        empty: 'No next steps were agreed.',
      }),
    },
    { table: invitedTable(view) },
  ];
}
