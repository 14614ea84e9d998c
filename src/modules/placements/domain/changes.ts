import {
  addDays,
  type DateOnly,
  type FieldFault,
  invalidFields,
  maxDate,
  minDate,
  ok,
  problem,
  type Result,
  weekday,
} from '../../../kernel/index.js';

export type ChangeKind = 'EXTEND' | 'WEEK' | 'PAUSE' | 'RESUME';
export type Party = 'SCHOOL' | 'PROVIDER' | 'AUTHORITY';

/** What a kind of change is called, and whom it binds: each of them agrees, and the authority besides where money rises. */
export const CHANGE_KINDS: Readonly<
  Record<ChangeKind, { readonly label: string; readonly hint: string; readonly binds: readonly Party[] }>
> = {
  EXTEND: { label: 'Extend it', hint: 'A later last day.', binds: ['SCHOOL', 'PROVIDER'] },
  WEEK: {
    label: 'Change the week',
    hint: 'Other half days, or another site of the same provider.',
    binds: ['SCHOOL', 'PROVIDER'],
  },
  PAUSE: {
    label: 'Pause it',
    hint: 'The place and the money of the weeks between are free; the place after is kept.',
    binds: ['SCHOOL', 'PROVIDER'],
  },
  RESUME: {
    label: 'Take it up again on another day',
    hint: 'After a pause, earlier or later than was agreed.',
    binds: ['SCHOOL', 'PROVIDER'],
  },
};
export const CHANGE_KIND_KEYS = Object.keys(CHANGE_KINDS) as ChangeKind[];

export const CHANGE_REASONS = {
  MORE_TIME: 'The aims need more time',
  PROGRESS: 'The pupil is ready for more, or for less',
  NEEDS: 'What the pupil needs has changed',
  HEALTH: 'Illness or treatment',
  FAMILY: 'The family asked for it',
  PROVISION: 'The provision cannot go on as agreed',
  RETURN: 'A step of the return to school',
  OTHER: 'Another reason',
} as const;

export const CHANGE_MOVES = {
  ASKED: { agree: 'AGREED', refuse: 'REFUSED', withdraw: 'WITHDRAWN', overtake: 'OVERTAKEN' },
  AGREED: {},
  REFUSED: {},
  WITHDRAWN: {},
  OVERTAKEN: {},
} as const;
export type ChangeStatus = keyof typeof CHANGE_MOVES;

export const CHANGE_STATUS_WORDS: Readonly<Record<ChangeStatus, string>> = {
  ASKED: 'Waits for an answer',
  AGREED: 'Agreed',
  REFUSED: 'Not agreed',
  WITHDRAWN: 'Withdrawn',
  OVERTAKEN: 'Overtaken',
};

/** A pattern that counts from a day to a day, both included. */
export interface Stay {
  readonly patternId: string;
  readonly from: DateOnly;
  readonly until: DateOnly;
}

export type ChangeTerms =
  | { readonly kind: 'EXTEND'; readonly endsOn: DateOnly }
  | { readonly kind: 'WEEK'; readonly from: DateOnly; readonly replacedId: string; readonly patternId: string }
  | { readonly kind: 'PAUSE'; readonly from: DateOnly; readonly resumesOn: DateOnly }
  | { readonly kind: 'RESUME'; readonly from: DateOnly };

/** What a placement is from the first day of a change on. */
export interface Changed {
  readonly from: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly stays: readonly Stay[];
}

interface Standing {
  readonly plannedEnd: DateOnly;
  readonly stays: readonly Stay[];
  readonly today: DateOnly;
}

/**
 * What of a placement follows from a change, on every day from the change on. Refused: dates field by field;
 * `change.not-paused` and `change.nothing-there` where there is nothing to take up or to change by then.
 */
export function changed(standing: Standing, terms: ChangeTerms): Result<Changed> {
  const faults = dateFaults(standing, terms);
  if (faults.length > 0) return invalidFields(faults);
  const { plannedEnd } = standing;
  switch (terms.kind) {
    case 'EXTEND': {
      const from = addDays(plannedEnd, 1);
      const last = standing.stays.filter(({ until, from: first }) => until === plannedEnd && first <= until);
      if (last.length === 0) return problem('change.nothing-there');
      return ok({ from, plannedEnd: terms.endsOn, stays: last.map((one) => ({ ...one, from, until: terms.endsOn })) });
    }
    case 'WEEK': {
      const { from, replacedId, patternId } = terms;
      const after = clipped(standing.stays, from);
      if (!after.some((one) => one.patternId === replacedId)) return problem('change.nothing-there');
      const stays = after.map((one) => (one.patternId === replacedId ? { ...one, patternId } : one));
      return ok({ from, plannedEnd, stays });
    }
    case 'PAUSE': {
      const { from, resumesOn } = terms;
      const stays = clipped(standing.stays, resumesOn);
      return stays.length > 0 ? ok({ from, plannedEnd, stays }) : problem('change.nothing-there');
    }
    case 'RESUME':
      return resumed(standing, terms.from);
  }
}

function resumed({ stays, plannedEnd, today }: Standing, day: DateOnly): Result<Changed> {
  const pause = pauseOf(stays, today);
  if (pause === undefined || day === pause.resumesOn || day < pause.from) return problem('change.not-paused');
  const from = minDate(day, pause.resumesOn);
  const after = clipped(stays, pause.resumesOn).map((one) => ({
    ...one,
    from: one.from === pause.resumesOn ? day : maxDate(one.from, day),
  }));
  const left = after.filter((one) => one.from <= one.until);
  return left.length > 0 ? ok({ from, plannedEnd, stays: left }) : problem('change.nothing-there');
}

/** The pause that a placement is in, or that is still to come: its first day and the day on which it goes on. */
export function pauseOf(
  stays: readonly Stay[],
  today: DateOnly,
): { readonly from: DateOnly; readonly resumesOn: DateOnly } | undefined {
  const counting = stays.filter(({ from, until }) => from <= until);
  const starts = counting.map(({ from }) => from).toSorted();
  const resumesOn = starts.find(
    (day) =>
      day > today && day !== starts[0] && !counting.some((one) => one.from < day && one.until >= addDays(day, -1)),
  );
  if (resumesOn === undefined) return undefined;
  const before = counting.map(({ until }) => until).filter((day) => day < resumesOn);
  const [first = resumesOn, ...rest] = before;
  return { from: addDays(maxDate(first, ...rest), 1), resumesOn };
}

/** What counts from that day on. */
export const clipped = <S extends Stay>(stays: readonly S[], day: DateOnly): S[] =>
  stays
    .filter(({ from, until }) => until >= day && from <= until)
    .map((one) => ({ ...one, from: maxDate(one.from, day) }));

function dateFaults({ plannedEnd, today }: Standing, terms: ChangeTerms): FieldFault[] {
  if (terms.kind === 'EXTEND') {
    return terms.endsOn <= plannedEnd ? [{ field: 'endsOn', rule: 'change-later' }] : [];
  }
  const fault = (field: string, day: DateOnly, earliest: DateOnly): FieldFault[] => {
    if (weekday(day) !== 1) return [{ field, rule: 'change-monday' }];
    if (day < earliest) return [{ field, rule: 'placement-past' }];
    return day > plannedEnd ? [{ field, rule: 'placement-after-end' }] : [];
  };
  const from = fault('from', terms.from, today);
  if (terms.kind !== 'PAUSE' || from.length > 0) return from;
  return fault('resumesOn', terms.resumesOn, addDays(terms.from, 1));
}

/** Those whom a change binds: by its kind, and the authority where money rises; whoever asks has agreed. */
export const partiesOf = (kind: ChangeKind, rises: boolean): readonly Party[] => [
  ...CHANGE_KINDS[kind].binds,
  ...(rises && !CHANGE_KINDS[kind].binds.includes('AUTHORITY') ? (['AUTHORITY'] as const) : []),
];
