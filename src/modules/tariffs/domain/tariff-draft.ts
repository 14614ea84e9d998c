import {
  cleanText,
  type DateOnly,
  type FieldFault,
  invalidFields,
  isCode,
  ok,
  type Pence,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { BASES, type Basis, PRICE_MAX, VAT_TREATMENTS, type VatTreatment } from './tariff-terms.js';

export interface TariffDraft {
  readonly providerId: string;
  readonly lotId: string | null;
  readonly programmeId: string | null;
  readonly label: string;
  readonly basis: Basis;
  readonly sessionsCovered: number;
  readonly netPence: Pence;
  readonly vatTreatment: VatTreatment;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
}

/** Rules: those of `cleanText`, `choice`, `number`, `too-small`, `too-large`, `ends-before-start`. */
export function checkDraft(given: TariffDraft): Result<TariffDraft> {
  const label = cleanText(given.label, { field: 'label', max: 120 });
  const faults: FieldFault[] = [
    ...(label.ok ? [] : label.problem.fields),
    ...(isCode(BASES, given.basis) ? [] : [{ field: 'basis', rule: 'choice' }]),
    ...(isCode(VAT_TREATMENTS, given.vatTreatment) ? [] : [{ field: 'vatTreatment', rule: 'choice' }]),
    ...range('sessionsCovered', given.sessionsCovered, 1, 10),
    ...range('netPence', given.netPence, 0, PRICE_MAX),
    ...(given.toDate !== null && given.toDate < given.fromDate ? [{ field: 'toDate', rule: 'ends-before-start' }] : []),
  ];
  if (faults.length > 0 || !label.ok) return invalidFields(faults);
  return ok({ ...given, label: label.value });
}

function range(field: string, value: number, min: number, max: number): FieldFault[] {
  if (!Number.isSafeInteger(value)) return [{ field, rule: 'number' }];
  if (value < min) return [{ field, rule: 'too-small', facts: { min } }];
  return value > max ? [{ field, rule: 'too-large', facts: { max } }] : [];
}

export type TariffStatus = 'DRAFT' | 'APPROVED' | 'WITHDRAWN';

/** A draft is signed by its drafter; the second signature must be another person's. */
export function checkSecondSignature(
  line: { readonly status: TariffStatus; readonly approvedByFirst: string },
  userId: string | null,
): Result<null> {
  if (line.status !== 'DRAFT') return problem('tariff.not-draft', { status: line.status });
  if (userId === null) return problem('tariff.person-needed');
  return userId === line.approvedByFirst ? problem('tariff.same-person') : ok(null);
}

/** An approved line may only end earlier than it would have; its past stays. */
export function checkEnding(
  line: { readonly status: TariffStatus; readonly fromDate: DateOnly; readonly toDate: DateOnly | null },
  endsOn: DateOnly,
): Result<null> {
  if (line.status !== 'APPROVED') return problem('tariff.not-approved', { status: line.status });
  if (endsOn < line.fromDate) return invalidFields([{ field: 'endsOn', rule: 'ends-before-start' }]);
  if (line.toDate !== null && endsOn > line.toDate) {
    return invalidFields([{ field: 'endsOn', rule: 'tariff-only-earlier' }]);
  }
  return ok(null);
}
