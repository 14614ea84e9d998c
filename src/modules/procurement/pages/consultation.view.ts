import { formatDateTime, londonInstant, type Problem } from '../../../kernel/index.js';
import {
  checkboxes,
  choicesOf,
  dataTable,
  date,
  defineForm,
  type FormValues,
  type FormView,
  problemWords,
  radios,
  type StatusTag,
  tag,
  textarea,
  time,
} from '../../../web/index.js';
import type { ConsultationView } from '../application/consult.js';
import {
  COMMENT_PARTS,
  type CommentPart,
  type ConsultationGiven,
  type ConsultationPhase,
} from '../domain/consultation.js';
import type { Comment, Consultation } from '../persistence/consultation.store.js';
import { roundModel } from './round.view.js';

export const CONSULTATION_TAGS: Readonly<Record<ConsultationPhase, StatusTag>> = {
  OPEN: tag('Takes comments', 'green'),
  CLOSED: tag('Closed, to be answered', 'purple'),
  ANSWERED: tag('Answered', 'blue'),
  CANCELLED: tag('Called off', 'red'),
};

const openFields = {
  intro: textarea({
    label: 'What you want to hear about',
    hint: 'Providers and schools read it above the draft',
    max: 4000,
  }),
  closesOn: date({ label: 'Comments are taken until' }),
  closesTime: time({ label: 'Until what time', hint: 'For example, 12:00. A comment at this second is late' }),
};
export const openForm = defineForm(openFields, { closesAt: 'closesOn' });
export const consultationOf = ({ intro, closesOn, closesTime }: FormValues<typeof openFields>): ConsultationGiven => ({
  intro,
  closesAt: londonInstant(closesOn, closesTime),
});

export const commentForm = defineForm({
  part: radios<CommentPart>({ label: 'What the comment is about', choices: choicesOf(COMMENT_PARTS) }),
  comment: textarea({
    label: 'Your comment',
    hint: 'Those who run the framework read it with your organisation’s name. What they publish names nobody.',
    max: 4000,
  }),
});

export const pointForm = (open: readonly Comment[]) =>
  defineForm({
    heard: textarea({ label: 'What we heard', hint: 'In words that name nobody', max: 4000 }),
    changed: textarea({ label: 'What we changed', hint: 'Or why nothing was', max: 4000 }),
    commentIds: checkboxes({
      label: 'Comments that this answers',
      choices: open.map(({ id, organisationName, part, comment }) => ({
        value: id,
        text: `${organisationName}, ${COMMENT_PARTS[part].toLowerCase()}`,
        hint: comment.slice(0, 300),
      })),
      optional: true,
    }),
  });

export const consultationsTable = (
  found: readonly { readonly consultation: Consultation; readonly phase: ConsultationPhase }[],
) =>
  dataTable({
    caption: 'Consultations',
    captionHidden: true,
    columns: ['Draft of', 'Framework', 'Led by', 'Comments until', 'Status'].map((heading) => ({ heading })),
    rows: found.map(({ consultation: one, phase }) => [
      { text: one.roundName, href: `/consultations/${one.roundId}` },
      one.frameworkName,
      one.authorityName,
      formatDateTime(one.closesAt),
      { text: '', tag: CONSULTATION_TAGS[phase] },
    ]),
    empty: 'No draft has been laid open for comments yet.',
  });

const NEXT: Readonly<Record<ConsultationPhase, string>> = {
  OPEN: 'Read the draft below, and say what you think of it.',
  CLOSED: 'No more comments are taken. What was heard, and what was changed, will stand on this page.',
  ANSWERED: 'What was heard, and what was changed, stands below. The draft is shown as it was laid open.',
  CANCELLED: 'The round was called off.',
};

/** For those who run the framework. */
const THEIRS: Readonly<Record<ConsultationPhase, string>> = {
  ...NEXT,
  OPEN: 'Providers and schools read and comment now. When the time is over, say what you heard.',
  CLOSED: 'No more comments are taken. Say what you heard and what you changed, until every comment is answered.',
};

/** The draft as it was laid open; for whom it is, the form to comment and their comments; and what was answered. */
export function consultationModel(
  view: ConsultationView,
  may: { readonly comment: boolean; readonly answer: boolean },
  { form, refused }: { readonly form?: FormView; readonly refused?: Problem } = {},
): object {
  const { consultation, phase, specification, points, comments } = view;
  const nothing = { mayChange: false, mayApply: false, mayRead: false, mayEvaluate: false };
  const open = comments.filter(({ pointId }) => pointId === null).length;
  return {
    // Of the copy, with its tables and terms: nothing in it can be done.
    specification: roundModel(specification, nothing),
    title: `Consultation: ${consultation.roundName}`,
    caption: consultation.frameworkName,
    id: consultation.roundId,
    errors: refused && [{ text: problemWords(refused) }],
    status: CONSULTATION_TAGS[phase],
    next: (may.answer ? THEIRS : NEXT)[phase],
    intro: consultation.intro.split('\n'),
    times: [
      { label: 'Led by', value: consultation.authorityName },
      { label: 'Laid open', value: formatDateTime(consultation.openedAt) },
      { label: 'Comments until', value: formatDateTime(consultation.closesAt) },
      ...(consultation.comments === null ? [] : [{ label: 'Comments that came in', value: consultation.comments }]),
    ],
    points,
    said: may.answer || may.comment ? commentsTable(comments, may) : null,
    unanswered: open,
    form: may.comment && phase === 'OPEN' ? (form ?? commentForm.start()) : null,
    may: {
      write: may.answer && phase === 'CLOSED',
      answer: may.answer && phase === 'CLOSED' && open === 0,
    },
    backHref: may.answer ? `/rounds/${consultation.roundId}` : '/consultations',
  };
}

const commentsTable = (comments: readonly Comment[], { answer }: { readonly answer: boolean }) =>
  dataTable({
    caption: answer ? 'Comments' : 'What you said',
    captionHidden: true,
    columns: [...(answer ? ['From'] : []), 'About', 'Comment', 'Sent', ...(answer ? ['Answer'] : [])].map(
      (heading) => ({
        heading,
      }),
    ),
    rows: comments.map((one) => [
      ...(answer ? [one.organisationName] : []),
      COMMENT_PARTS[one.part],
      one.comment,
      formatDateTime(one.sentAt),
      ...(answer ? [one.pointId === null ? 'None yet' : 'In a point below'] : []),
    ]),
    empty: 'Nothing has been said yet.',
  });
