import {
  formatDate,
  invalid,
  invalidFields,
  isDateOnly,
  isUuid,
  ok,
  pence,
  type Result,
} from '../../../kernel/index.js';
import type { Named } from '../../panels/index.js';
import { RULE_WORDS } from '../../policies/index.js';
import type { DecisionCommand, OrderGiven } from '../domain/decision-command.js';

/** What a motion for a place names, as it is kept: all that a decision needs but its reasons. */
export function namedPlace(
  command: DecisionCommand,
  words: { readonly places: readonly string[]; readonly next: readonly string[] },
): Named {
  const { referralId: _referral, reasons: _reasons, ...facts } = command;
  const rule = (key: string): string => (RULE_WORDS as Readonly<Record<string, string>>)[key] ?? key;
  return {
    facts,
    rows: [
      { label: words.places.length === 1 ? 'Place' : 'Places', value: words.places.join('; ') },
      { label: 'First day', value: formatDate(command.startsOn) },
      { label: 'Planned last day', value: formatDate(command.plannedEnd) },
      ...(words.next.length === 0 ? [] : [{ label: 'If it is declined or lapses', value: words.next.join('; then ') }]),
      ...command.waivers.map((one) => ({ label: `Set aside: ${rule(one.rule)}`, value: one.reason })),
      ...(command.order === null ? [] : [{ label: 'The school’s order', value: command.order.reference }]),
    ],
  };
}

type Given = Readonly<Record<string, unknown>>;

const given = (value: unknown): Given => (typeof value === 'object' && value !== null ? (value as Given) : {});
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a motion names as it was typed, sent or kept: nothing about its shape is believed. The rules are `checkDecision`'s. */
export function readNamedPlace(referralId: string, value: unknown, reasons: string): Result<DecisionCommand> {
  const { patternIds, next, startsOn, plannedEnd, waivers, order, agreementReference, blockId } = given(value);
  if (!isDateOnly(startsOn) || !isDateOnly(plannedEnd)) {
    return invalidFields(
      Object.entries({ startsOn, plannedEnd }).flatMap(([field, day]) =>
        isDateOnly(day) ? [] : [{ field, rule: 'required' }],
      ),
    );
  }
  const ordered = readOrder(order);
  if (!ordered.ok) return ordered;
  return ok({
    referralId,
    patternIds: texts(patternIds),
    next: Array.isArray(next) ? next.map(texts) : [],
    startsOn,
    plannedEnd,
    reasons,
    waivers: Array.isArray(waivers)
      ? waivers.map(given).map((one) => ({ rule: text(one.rule), reason: text(one.reason) }))
      : [],
    order: ordered.value,
    agreementReference: typeof agreementReference === 'string' ? agreementReference.slice(0, 120) : null,
    blockId: isUuid(blockId) ? blockId : null,
  });
}

function readOrder(value: unknown): Result<OrderGiven | null> {
  if (value === null || value === undefined) return ok(null);
  const { reference, authorisedBy, limitPence, validUntil } = given(value);
  if (!isDateOnly(validUntil)) return invalid('order.validUntil', 'required');
  if (typeof limitPence !== 'number' || !Number.isSafeInteger(limitPence)) return invalid('order.limitPence', 'money');
  const [number, by] = [text(reference).slice(0, 60), text(authorisedBy).slice(0, 120)];
  return ok({ reference: number, authorisedBy: by, limitPence: pence(limitPence), validUntil });
}
