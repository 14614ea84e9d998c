import {
  cleanText,
  type DateOnly,
  type FieldFault,
  invalidFields,
  isCode,
  ok,
  type Result,
} from '../../../kernel/index.js';

/** Where the placement is to lead. */
export const ROUTES = {
  HOME_SCHOOL: 'Back to the school that referred',
  NEW_SCHOOL: 'To another mainstream school',
  SPECIAL_SCHOOL: 'To a special school',
  POST_16: 'To education, training or work after year 11',
  NONE: 'No return is planned yet; the reviews look at it',
} as const;
export type Route = keyof typeof ROUTES;

export const OBJECTIVES_MAX = 6;
const WORDS = 1000;

export interface ObjectiveGiven {
  readonly what: string;
  readonly measured: string;
  /** Null where it was left out, which is a fault. */
  readonly dueOn: DateOnly | null;
}

export interface PlanGiven {
  readonly objectives: readonly ObjectiveGiven[];
  readonly route: string;
  readonly target: string;
  readonly targetOn: DateOnly | null;
  readonly expectedEnd: DateOnly;
  readonly absenceReporting: string;
}

export interface CheckedPlan extends PlanGiven {
  readonly route: Route;
  readonly objectives: readonly (ObjectiveGiven & { readonly dueOn: DateOnly })[];
}

interface Period {
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
}

/**
 * Rules: `objectives.N.what`, `.measured` and `.dueOn`, `objectives` (one to six), `route`, `target`, `targetOn`,
 * `expectedEnd` (within the placement), `absenceReporting`.
 */
export function checkPlan(given: PlanGiven, { startsOn, plannedEnd }: Period): Result<CheckedPlan> {
  const faults: FieldFault[] = [];
  const words = (value: string, field: string, max: number): string => {
    const cleaned = cleanText(value, { field, max, multiline: true, required: true });
    if (!cleaned.ok) faults.push(...cleaned.problem.fields);
    return cleaned.ok ? cleaned.value : '';
  };
  const within = (day: DateOnly | null, field: string): DateOnly => {
    if (day === null) faults.push({ field, rule: 'required' });
    else if (day < startsOn) faults.push({ field, rule: 'too-early', facts: { min: startsOn } });
    else if (day > plannedEnd) faults.push({ field, rule: 'too-late', facts: { max: plannedEnd } });
    return day ?? startsOn;
  };
  if (given.objectives.length === 0 || given.objectives.length > OBJECTIVES_MAX) {
    faults.push({ field: 'objectives', rule: 'objectives-number', facts: { max: OBJECTIVES_MAX } });
  }
  const objectives = given.objectives.map(({ what, measured, dueOn }, index) => {
    return {
      what: words(what, `objectives.${index}.what`, WORDS),
      measured: words(measured, `objectives.${index}.measured`, 500),
      dueOn: within(dueOn, `objectives.${index}.dueOn`),
    };
  });
  const { route, targetOn, expectedEnd } = given;
  if (!isCode(ROUTES, route)) faults.push({ field: 'route', rule: 'choice' });
  if (targetOn !== null && targetOn < startsOn) {
    faults.push({ field: 'targetOn', rule: 'too-early', facts: { min: startsOn } });
  }
  within(expectedEnd, 'expectedEnd');
  const target = words(given.target, 'target', WORDS);
  const absenceReporting = words(given.absenceReporting, 'absenceReporting', WORDS);
  if (faults.length > 0 || !isCode(ROUTES, route)) return invalidFields(faults);
  return ok({ objectives, route, target, targetOn, expectedEnd, absenceReporting });
}

export interface ContactGiven {
  readonly name: string;
  readonly relation: string;
  readonly phone: string;
  readonly note: string | null;
}

export const CONTACTS_MAX = 4;

/** Rules: `contacts` (one to four), `contacts.N.name`, `.relation`, `.phone` and `.note`. */
export function checkContacts(given: readonly ContactGiven[]): Result<ContactGiven[]> {
  const faults: FieldFault[] = [];
  if (given.length === 0 || given.length > CONTACTS_MAX) {
    faults.push({ field: 'contacts', rule: 'contacts-number', facts: { max: CONTACTS_MAX } });
  }
  const contacts = given.map((one, index) => {
    const line = (value: string, part: string, max: number, required = true): string => {
      const field = `contacts.${index}.${part}`;
      const cleaned = cleanText(value, { field, max, required });
      if (!cleaned.ok) faults.push(...cleaned.problem.fields);
      return cleaned.ok ? cleaned.value : '';
    };
    const phone = line(one.phone, 'phone', 40);
    if (phone !== '' && !/^\+?[0-9 ()-]{5,40}$/.test(phone)) {
      faults.push({ field: `contacts.${index}.phone`, rule: 'phone' });
    }
    return {
      name: line(one.name, 'name', 200),
      relation: line(one.relation, 'relation', 100),
      phone,
      note: line(one.note ?? '', 'note', 500, false) || null,
    };
  });
  return faults.length > 0 ? invalidFields(faults) : ok(contacts);
}
