import {
  cleanText,
  type DateOnly,
  type FieldFault,
  invalidFields,
  isCode,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { type Invitee, type InviteePart, INVITEES, mustCome } from './invitees.js';
import type { NextReview } from './review-dates.js';

export const PROGRESS = {
  REACHED: 'Reached',
  ON_TRACK: 'On track',
  SOME: 'Some progress, and behind',
  NONE: 'No progress',
} as const;
export type Progress = keyof typeof PROGRESS;

/** What a review recommends. It changes nothing by itself: the page of the placement does, by whoever may. */
export const RECOMMENDATIONS = {
  GO_ON: {
    label: 'The placement goes on as it is',
    next: 'Nothing changes. The next review is planned.',
    lead: null,
  },
  CHANGE: {
    label: 'The placement changes',
    next: 'Days, site or length are changed on the placement, by whoever may.',
    lead: 'Change the placement',
  },
  REINTEGRATE: {
    label: 'The pupil begins to go back to school',
    next: 'The way back is planned from the placement: when it ends, and to which school.',
    lead: 'Plan the way back',
  },
  END_EARLY: {
    label: 'The placement ends early',
    next: 'Whoever may end it does so on the placement. Until then it goes on.',
    lead: 'End the placement',
  },
} as const;
export type Recommendation = keyof typeof RECOMMENDATIONS;

export const STEP_OWNERS = {
  SCHOOL: 'The school',
  PROVIDER: 'The provider',
  AUTHORITY: 'The authority',
  FAMILY: 'The family',
} as const;
export type StepOwner = keyof typeof STEP_OWNERS;

export const STEPS_MAX = 6;

export interface ProgressGiven {
  readonly objectiveId: string;
  readonly progress: string;
  readonly note: string | null;
}

export interface StepGiven {
  readonly what: string;
  readonly owner: string;
  /** By name or office. */
  readonly ownerName: string | null;
  /** Null where it was left out, which is a fault. */
  readonly dueOn: DateOnly | null;
}

export interface ReviewGiven {
  readonly heldOn: DateOnly;
  readonly came: readonly string[];
  readonly absentBecause: string | null;
  readonly progress: readonly ProgressGiven[];
  readonly pupilView: string | null;
  readonly parentView: string | null;
  readonly recommendation: string;
  readonly reasons: string;
  readonly nextDueOn: DateOnly | null;
  readonly steps: readonly StepGiven[];
}

export interface CheckedReview {
  readonly heldOn: DateOnly;
  readonly came: readonly InviteePart[];
  readonly absentBecause: string | null;
  readonly progress: readonly (ProgressGiven & { readonly progress: Progress })[];
  readonly pupilView: string | null;
  readonly parentView: string | null;
  readonly recommendation: Recommendation;
  readonly reasons: string;
  /** Null where no further one is due before the placement ends. */
  readonly nextDueOn: DateOnly | null;
  readonly steps: readonly (StepGiven & { readonly owner: StepOwner; readonly dueOn: DateOnly })[];
}

/** How things stand at the placement when a review is recorded. */
export interface ReviewStanding {
  readonly today: DateOnly;
  readonly startsOn: DateOnly;
  /** The day of the review before this one. */
  readonly lastHeldOn: DateOnly | null;
  readonly invitees: readonly Invitee[];
  readonly objectiveIds: readonly string[];
  /** The latest day for the next one, as from the day on which this was held; null where none is due. */
  readonly latestNext: (heldOn: DateOnly) => NextReview | null;
}

const VIEW_MAX = 4000;

/**
 * Rules: `heldOn` (not in the future, not before the first day nor the review before), `came`, `absentBecause` where
 * somebody who must come did not, `progress` (each objective once), `recommendation`, `reasons`, `nextDueOn` (after this
 * one and not later than due), `steps.N.what`, `.owner`, `.dueOn`.
 */
export function checkReview(given: ReviewGiven, standing: ReviewStanding): Result<CheckedReview> {
  const faults: FieldFault[] = [];
  const words = (value: string | null, field: string, required = false, max = VIEW_MAX): string | null => {
    const cleaned = cleanText(value ?? '', { field, max, multiline: true, required });
    if (!cleaned.ok) faults.push(...cleaned.problem.fields);
    return cleaned.ok && cleaned.value !== '' ? cleaned.value : null;
  };
  const { heldOn } = given;
  if (heldOn > standing.today) faults.push({ field: 'heldOn', rule: 'not-in-the-future' });
  if (heldOn < standing.startsOn)
    faults.push({ field: 'heldOn', rule: 'too-early', facts: { min: standing.startsOn } });
  if (standing.lastHeldOn !== null && heldOn <= standing.lastHeldOn) {
    faults.push({ field: 'heldOn', rule: 'after-last-review', facts: { last: standing.lastHeldOn } });
  }
  const came = cameOf(given.came, faults);
  const mustExplain = standing.invitees.some((one) => mustCome(one) && !came.includes(one.part));
  const progress = progressOf(given.progress, standing.objectiveIds, faults, words);
  const { recommendation } = given;
  if (!isCode(RECOMMENDATIONS, recommendation)) faults.push({ field: 'recommendation', rule: 'choose-one' });
  const nextDueOn = nextOf(given, standing, faults);
  const steps = stepsOf(given, faults, words);
  const rest = {
    absentBecause: words(given.absentBecause, 'absentBecause', mustExplain, 1000),
    pupilView: words(given.pupilView, 'pupilView'),
    parentView: words(given.parentView, 'parentView'),
    reasons: words(given.reasons, 'reasons', true) ?? '',
  };
  if (faults.length > 0 || !isCode(RECOMMENDATIONS, recommendation)) return invalidFields(faults);
  return ok({ heldOn, came, progress, recommendation, nextDueOn, steps, ...rest });
}

type Words = (value: string | null, field: string, required?: boolean, max?: number) => string | null;

function cameOf(given: readonly string[], faults: FieldFault[]): InviteePart[] {
  const came = [...new Set(given)].filter((part): part is InviteePart => isCode(INVITEES, part));
  if (came.length < new Set(given).size) faults.push({ field: 'came', rule: 'choice' });
  else if (came.length === 0) faults.push({ field: 'came', rule: 'choose-one' });
  return came;
}

function progressOf(
  given: readonly ProgressGiven[],
  objectiveIds: readonly string[],
  faults: FieldFault[],
  words: Words,
): CheckedReview['progress'] {
  const said = new Map(given.map((one) => [one.objectiveId, one]));
  if (said.size < given.length || given.some(({ objectiveId }) => !objectiveIds.includes(objectiveId))) {
    faults.push({ field: 'progress', rule: 'objective-unknown' });
  }
  return objectiveIds.flatMap((objectiveId, index) => {
    const one = said.get(objectiveId);
    const note = words(one?.note ?? null, `progress.${index}.note`, false, 1000);
    if (one !== undefined && isCode(PROGRESS, one.progress)) return [{ objectiveId, progress: one.progress, note }];
    faults.push({ field: `progress.${index}.progress`, rule: 'choose-one' });
    return [];
  });
}

/** The latest day unless an earlier one was chosen. */
function nextOf({ heldOn, nextDueOn }: ReviewGiven, { latestNext }: ReviewStanding, faults: FieldFault[]) {
  const latest = latestNext(heldOn);
  if (nextDueOn === null) return latest?.dueOn ?? null;
  if (nextDueOn <= heldOn) faults.push({ field: 'nextDueOn', rule: 'after-this-review' });
  if (latest !== null && nextDueOn > latest.dueOn) {
    faults.push({ field: 'nextDueOn', rule: 'too-late', facts: { max: latest.dueOn } });
  }
  return nextDueOn;
}

function stepsOf({ steps, heldOn }: ReviewGiven, faults: FieldFault[], words: Words): CheckedReview['steps'] {
  if (steps.length > STEPS_MAX) faults.push({ field: 'steps', rule: 'steps-number', facts: { max: STEPS_MAX } });
  return steps.flatMap((step, index) => {
    const what = words(step.what, `steps.${index}.what`, true, 1000) ?? '';
    const ownerName = words(step.ownerName, `steps.${index}.ownerName`, false, 200);
    const { owner, dueOn } = step;
    if (dueOn === null) faults.push({ field: `steps.${index}.dueOn`, rule: 'required' });
    else if (dueOn < heldOn) faults.push({ field: `steps.${index}.dueOn`, rule: 'too-early', facts: { min: heldOn } });
    if (!isCode(STEP_OWNERS, owner)) faults.push({ field: `steps.${index}.owner`, rule: 'choose-one' });
    return dueOn !== null && isCode(STEP_OWNERS, owner) ? [{ what, owner, ownerName, dueOn }] : [];
  });
}
