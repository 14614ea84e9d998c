import { Injectable } from '@nestjs/common';
import {
  addDays,
  type DateOnly,
  type Fund,
  groupBy,
  HIGH_NEEDS,
  invalid,
  NO_PENCE,
  ok,
  onlyByAgreement,
  type Pence,
  problem,
  type Result,
  type SchoolCalendar,
  sumPence,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { costOfPlacement, type Footing, type Period, type Share, type YearCost } from '../../budget/index.js';
import { type Candidate, Supply } from '../../capacity/index.js';
import { Calendars } from '../../organisations/index.js';
import { fundingOf, type Policy } from '../../policies/index.js';
import type { LockedReferral } from '../../referrals/index.js';
import { costPence } from '../../tariffs/index.js';
import { whereOf } from '../../providers/index.js';
import { fundTotal, schoolTotal, type SharedYear, shareYears } from '../domain/shares.js';
import type { Component, Part, PlacementShare } from '../persistence/placement.store.js';

export interface PlanCommand {
  readonly referral: LockedReferral;
  readonly policy: Policy;
  readonly patternIds: readonly string[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly orderId: string | null;
  readonly agreementReference: string | null;
  /** The block that it is drawn from; null when a place is bought now. */
  readonly blockId: string | null;
}

/** What an option would be, cost and rest on: everything about it but the act of offering it. */
export interface Plan {
  readonly components: readonly (Component & { readonly siteName: string; readonly label: string })[];
  readonly years: readonly SharedYear[];
  readonly fund: Fund;
  readonly schoolBasisPoints: number;
  readonly schoolFooting: Footing;
  readonly totalPence: Pence;
  readonly weeklyPence: Pence;
  readonly calendarAssumed: boolean;
}

/** Works out an option: its parts at today's approved prices, its cost by financial year, and who bears it. Writes nothing. */
@Injectable()
export class PlanPlacement {
  constructor(
    private readonly supply: Supply,
    private readonly calendars: Calendars,
  ) {}

  /** Refused: `matching.not-offered`, `tariff.none-approved`, `calendar.not-covered`, `placement.no-school-day`. */
  async plan(tx: Tx, command: PlanCommand): Promise<Result<Plan>> {
    const { referral } = command;
    const on = command.startsOn;
    const { authorityId } = referral;
    const components = await this.parts(tx, { authorityId, patternIds: command.patternIds, on });
    if (!components.ok) return components;
    const calendar = await this.calendars.forSchool(tx, referral.schoolOrganisationId);
    const period = { from: command.startsOn, to: command.plannedEnd };
    const years = costOf(components.value, period, calendar);
    if (!years.ok) return years;
    const { fund, schoolBasisPoints } = whoPays(command);
    const shared = shareYears(years.value, schoolBasisPoints);
    const plan: Plan = {
      components: components.value,
      years: shared,
      fund,
      schoolBasisPoints,
      schoolFooting: footingOf(referral.type),
      totalPence: sumPence(shared.map((year) => year.pence)),
      weeklyPence: sumPence(components.value.map((one) => one.weeklyPence)),
      calendarAssumed: calendar.assumed,
    };
    return ok(command.blockId === null ? plan : paidAhead(plan));
  }

  /** Patterns as they would be bought for that day. Refused: `matching.not-offered`, `tariff.none-approved`. */
  async parts(
    tx: Tx,
    { authorityId, patternIds, on }: { authorityId: string; patternIds: readonly string[]; on: DateOnly },
  ): Promise<Result<Plan['components']>> {
    return partsOf(await this.supply.candidates(tx, { authorityId, on, patternIds }), patternIds);
  }

  /** What an agreed placement costs when it ends on another day than planned, at the prices copied into it. */
  async recost(
    tx: Tx,
    placement: { readonly schoolOrganisationId: string },
    components: readonly Part[],
    period: Period,
    schoolBasisPoints: number,
  ): Promise<Result<SharedYear[]>> {
    const calendar = await this.calendars.forSchool(tx, placement.schoolOrganisationId);
    const years = costOf(components, period, calendar);
    return years.ok ? ok(shareYears(years.value, schoolBasisPoints)) : years;
  }
}

function partsOf(candidates: readonly Candidate[], patternIds: readonly string[]): Result<Plan['components']> {
  const parts: Plan['components'][number][] = [];
  for (const patternId of patternIds) {
    const candidate = candidates.find(({ patterns }) => patterns.some(({ id }) => id === patternId));
    const pattern = candidate?.patterns.find(({ id }) => id === patternId);
    if (!candidate || !pattern) return problem('matching.not-offered', { patterns: [patternId] });
    const { tariff } = pattern;
    if (tariff === null) return problem('tariff.none-approved', { patternId });
    parts.push({
      providerId: candidate.provider.id,
      siteId: candidate.site.id,
      siteName: whereOf(candidate.provider.name, candidate.site.name),
      label: pattern.label,
      programmeId: candidate.programme.id,
      openingId: candidate.opening.id,
      patternId,
      sessions: pattern.sessions,
      weeklyMinutes: pattern.weeklyMinutes,
      componentKind: candidate.programme.componentKind,
      registrationKind: candidate.site.registration?.kind ?? 'NOT_REGISTERED',
      tariffLineId: tariff.id,
      basis: tariff.basis,
      netPence: tariff.netPence,
      sessionsCovered: tariff.sessionsCovered,
      vatTreatment: tariff.vatTreatment,
      weeklyPence: pattern.weeklyPence ?? (0 as Pence),
      supplyRoute: candidate.provider.supplyRoute,
      admissionId: candidate.provider.supplyRoute === 'FRAMEWORK' ? (candidate.admission?.id ?? null) : null,
    });
  }
  return ok(parts);
}

/** Net of VAT: the authority recovers it (s.33 VAT Act 1994). A part that counts in several spans is priced once. */
function costOf(
  components: readonly (Component & Partial<Pick<Part, 'from' | 'until'>>)[],
  period: Period,
  calendar: SchoolCalendar,
): Result<YearCost[]> {
  const bought = groupBy(components, ({ patternId, tariffLineId }) => `${patternId} ${tariffLineId}`);
  return costOfPlacement(
    [...bought.values()].flatMap((parts) => {
      const [one] = parts;
      if (one === undefined) return [];
      const spans = parts.flatMap(({ from, until }) => (from && until ? [{ from, to: until }] : []));
      const { sessions } = one;
      const priceOf = (schoolDays: readonly DateOnly[]) => costPence(one, { sessions, schoolDays });
      return [{ sessions, priceOf, ...(spans.length > 0 ? { spans } : {}) }];
    }),
    period,
    calendar,
  );
}

/** The policy's fund and share; where the authority owes the education, no share at all unless the school signed an agreement. */
function whoPays({ referral, policy, agreementReference }: PlanCommand): Pick<Plan, 'fund' | 'schoolBasisPoints'> {
  const { fund, schoolBasisPoints } = fundingOf(policy.document, referral.type) ?? {
    fund: HIGH_NEEDS,
    schoolBasisPoints: 0,
  };
  const spared = onlyByAgreement(referral.type) && agreementReference === null;
  return { fund, schoolBasisPoints: spared ? 0 : schoolBasisPoints };
}

const footingOf = (referralType: string): Footing =>
  onlyByAgreement(referralType) ? 'SIGNED_AGREEMENT' : 'SERVICE_PURCHASE';

/** Who bears what of a plan, for the agreement itself. */
export function agreedShares(plan: Plan, command: PlanCommand): PlacementShare[] {
  const school = schoolTotal(plan.years);
  const fund: PlacementShare = {
    payer: 'FUND',
    schoolOrganisationId: null,
    footing: 'AUTHORITY_FUNDING',
    fund: plan.fund,
    basisPoints: 10_000 - plan.schoolBasisPoints,
    pence: fundTotal(plan.years),
    orderId: null,
    agreementReference: null,
  };
  if (school === 0) return [fund];
  return [
    fund,
    {
      ...fund,
      payer: 'SCHOOL',
      schoolOrganisationId: command.referral.schoolOrganisationId,
      footing: plan.schoolFooting,
      basisPoints: plan.schoolBasisPoints,
      pence: school,
      orderId: plan.schoolFooting === 'SERVICE_PURCHASE' ? command.orderId : null,
      agreementReference: command.agreementReference,
    },
  ];
}

/** The commitments that follow from agreed shares: one per payer and financial year. */
export function sharesToCommit(plan: Plan, agreed: readonly PlacementShare[]): Share[] {
  return agreed.flatMap((share) =>
    plan.years.map((year) => ({
      payer: share.payer,
      footing: share.footing as Footing,
      fund: share.fund,
      financialYear: year.financialYear,
      from: year.from,
      to: year.to,
      pence: share.payer === 'SCHOOL' ? year.schoolPence : year.fundPence,
      schoolOrganisationId: share.schoolOrganisationId,
      orderId: share.orderId,
      agreementReference: share.agreementReference,
    })),
  );
}

/** A place out of a block is paid for already: nobody bears anything of it again. */
export const paidAhead = (plan: Plan): Plan => ({
  ...plan,
  years: plan.years.map((year) => ({ ...year, pence: NO_PENCE, schoolPence: NO_PENCE, fundPence: NO_PENCE })),
  schoolBasisPoints: 0,
  totalPence: NO_PENCE,
});

/** A school that buys a place must have ordered it. */
export function needsOrder(plan: Plan, orderId: string | null): Result<undefined> {
  const buys = schoolTotal(plan.years) > 0 && plan.schoolFooting === 'SERVICE_PURCHASE';
  return buys && orderId === null ? invalid('order.reference', 'school-order') : ok();
}

/** A day on which a placement can still start. */
export const startAgain = (planned: DateOnly, today: DateOnly): DateOnly =>
  planned > today ? planned : addDays(today, 1);
