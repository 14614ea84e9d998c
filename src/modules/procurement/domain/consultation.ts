import { all, cleanText, invalid, isCode, ok, problem, type Result } from '../../../kernel/index.js';

/** What of a draft specification a comment is about. */
export const COMMENT_PARTS = {
  LOTS: 'The lots',
  CONDITIONS: 'Conditions of membership',
  QUESTIONS: 'Questions to bidders',
  DOCUMENTS: 'Documents to show',
  TERMS: 'Dates and terms',
  OTHER: 'Anything else',
} as const;
export type CommentPart = keyof typeof COMMENT_PARTS;

export interface ConsultationTimes {
  readonly closesAt: Date;
  readonly answeredAt: Date | null;
  readonly cancelledAt: Date | null;
}

export type ConsultationPhase = 'OPEN' | 'CLOSED' | 'ANSWERED' | 'CANCELLED';

/** Where a consultation stands at that moment. The second at which it closes is already too late. */
export function consultationPhase(
  { closesAt, answeredAt, cancelledAt }: ConsultationTimes,
  now: Date,
): ConsultationPhase {
  if (cancelledAt !== null) return 'CANCELLED';
  if (answeredAt !== null) return 'ANSWERED';
  return now < closesAt ? 'OPEN' : 'CLOSED';
}

export interface ConsultationGiven {
  readonly intro: string;
  readonly closesAt: Date;
}

/** Rules: those of `cleanText`, `in-the-future`, `before-the-round`: bidders read the answer before the round opens. */
export function checkConsultation(
  given: ConsultationGiven,
  about: { readonly now: Date; readonly opensAt: Date },
): Result<ConsultationGiven> {
  const intro = cleanText(given.intro, { field: 'intro', max: 4000, multiline: true, required: true });
  const checked = all<unknown>([
    intro,
    given.closesAt <= about.now ? invalid('closesAt', 'in-the-future') : ok(),
    given.closesAt >= about.opensAt ? invalid('closesAt', 'before-the-round') : ok(),
  ]);
  return checked.ok ? ok({ ...given, intro: intro.ok ? intro.value : '' }) : checked;
}

export interface CommentGiven {
  readonly part: CommentPart;
  readonly comment: string;
}

export function checkComment(given: CommentGiven): Result<CommentGiven> {
  const comment = cleanText(given.comment, { field: 'comment', max: 4000, multiline: true, required: true });
  const checked = all<unknown>([comment, isCode(COMMENT_PARTS, given.part) ? ok() : invalid('part', 'choice')]);
  return checked.ok ? ok({ ...given, comment: comment.ok ? comment.value : '' }) : checked;
}

export interface PointGiven {
  readonly heard: string;
  readonly changed: string;
  /** The comments it answers; each is answered once. */
  readonly commentIds: readonly string[];
}

/** Rule `choice` for a comment that is not one of those still open. */
export function checkPoint(given: PointGiven, open: readonly { readonly id: string }[]): Result<PointGiven> {
  const [heard, changed] = [
    cleanText(given.heard, { field: 'heard', max: 4000, multiline: true, required: true }),
    cleanText(given.changed, { field: 'changed', max: 4000, multiline: true, required: true }),
  ];
  const commentIds = [...new Set(given.commentIds)];
  const known = commentIds.every((id) => open.some((one) => one.id === id));
  const checked = all<unknown>([heard, changed, known ? ok() : invalid('commentIds', 'choice')]);
  if (!checked.ok) return checked;
  return ok({ heard: heard.ok ? heard.value : '', changed: changed.ok ? changed.value : '', commentIds });
}

/** Problems: `consultation.still-open`, `consultation.unanswered` with how many comments no point answers. */
export function mayAnswer(phase: ConsultationPhase, unanswered: number): Result<undefined> {
  if (phase === 'OPEN') return problem('consultation.still-open');
  if (phase !== 'CLOSED') return problem('consultation.stands');
  return unanswered === 0 ? ok() : problem('consultation.unanswered', { count: unanswered });
}
