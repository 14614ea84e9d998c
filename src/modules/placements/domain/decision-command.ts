import {
  addDays,
  cleanText,
  type DateOnly,
  type FieldFault,
  invalidFields,
  isUuid,
  ok,
  type Pence,
  type Result,
} from '../../../kernel/index.js';

/** Up to three part-time components make a package. */
export const COMPONENTS_MAX = 3;
export const NEXT_OPTIONS_MAX = 5;
const LONGEST_DAYS = 730;
const FURTHEST_START_DAYS = 366;

export interface Waiver {
  readonly rule: string;
  readonly reason: string;
}

export interface OrderGiven {
  readonly reference: string;
  readonly authorisedBy: string;
  readonly limitPence: Pence;
  readonly validUntil: DateOnly;
}

/** What a decider says. Patterns are openings' weekly patterns, sold whole; an option is one or a package of them. */
export interface DecisionCommand {
  readonly referralId: string;
  readonly patternIds: readonly string[];
  /** Offered in this order when the one before is declined or lapses. Nothing is offered that is not named here. */
  readonly next: readonly (readonly string[])[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly reasons: string;
  readonly waivers: readonly Waiver[];
  readonly order: OrderGiven | null;
  readonly agreementReference: string | null;
  /** Uses what was bought ahead instead of buying a place now; the option is then that block's one pattern. */
  readonly blockId: string | null;
}

/** Everything wrong with it that needs no database, told at once. Free text comes back cleaned. */
export function checkDecision(command: DecisionCommand, today: DateOnly): Result<DecisionCommand> {
  const reasons = cleanText(command.reasons, { field: 'reasons', max: 4000, multiline: true });
  const faults: FieldFault[] = [
    ...optionFaults(command),
    ...periodFaults(command, today),
    ...(reasons.ok ? [] : reasons.problem.fields),
    ...(reasons.ok && reasons.value === '' ? [{ field: 'reasons', rule: 'required' }] : []),
    ...command.waivers.flatMap(({ reason }, at) =>
      reason.trim() === '' ? [{ field: `waivers.${at}.reason`, rule: 'required' }] : [],
    ),
    ...orderFaults(command),
  ];
  if (faults.length > 0 || !reasons.ok) return invalidFields(faults);
  return ok({ ...command, reasons: reasons.value });
}

/** An option is one place, or up to three parts of a package, each once. */
export function patternFaults(patternIds: readonly string[]): FieldFault[] {
  if (patternIds.length === 0) return [{ field: 'patternIds', rule: 'required' }];
  return isOption(patternIds) ? [] : [{ field: 'patternIds', rule: 'placement-option' }];
}

function optionFaults({ patternIds, next, blockId }: DecisionCommand): FieldFault[] {
  const faults: FieldFault[] = [];
  if (blockId !== null && !isUuid(blockId)) faults.push({ field: 'blockId', rule: 'choice' });
  faults.push(...patternFaults(patternIds));
  if (next.length > NEXT_OPTIONS_MAX)
    faults.push({ field: 'next', rule: 'too-many', facts: { max: NEXT_OPTIONS_MAX } });
  const named = [patternIds, ...next].map(optionKey);
  next.forEach((option, at) => {
    if (option.length === 0 || !isOption(option)) faults.push({ field: `next.${at}`, rule: 'placement-option' });
    else if (named.indexOf(optionKey(option)) <= at)
      faults.push({ field: `next.${at}`, rule: 'placement-option-repeated' });
  });
  return faults;
}

const isOption = (patternIds: readonly string[]): boolean =>
  patternIds.length <= COMPONENTS_MAX &&
  new Set(patternIds).size === patternIds.length &&
  patternIds.every((id) => isUuid(id));

/** The same patterns in any order are the same option. */
export const optionKey = (patternIds: readonly string[]): string => patternIds.toSorted().join('+');

function periodFaults({ startsOn, plannedEnd }: DecisionCommand, today: DateOnly): FieldFault[] {
  if (startsOn < today) return [{ field: 'startsOn', rule: 'placement-past' }];
  if (startsOn > addDays(today, FURTHEST_START_DAYS)) return [{ field: 'startsOn', rule: 'placement-too-far' }];
  if (plannedEnd < startsOn) return [{ field: 'plannedEnd', rule: 'placement-before-start' }];
  return plannedEnd > addDays(startsOn, LONGEST_DAYS) ? [{ field: 'plannedEnd', rule: 'placement-too-far' }] : [];
}

function orderFaults({ order }: DecisionCommand): FieldFault[] {
  if (order === null) return [];
  return [
    ...(order.reference.trim() === '' ? [{ field: 'order.reference', rule: 'required' }] : []),
    ...(order.authorisedBy.trim() === '' ? [{ field: 'order.authorisedBy', rule: 'required' }] : []),
    ...(order.limitPence <= 0 ? [{ field: 'order.limitPence', rule: 'money' }] : []),
  ];
}
