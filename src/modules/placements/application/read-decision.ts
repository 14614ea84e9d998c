import { Injectable } from '@nestjs/common';
import {
  academicYear,
  academicYearDates,
  type Actor,
  type DateOnly,
  describeSessions,
  formatDateTime,
  formatPounds,
  HIGH_NEEDS,
  maxDate,
  minDate,
  onlyByAgreement,
  pence,
  type SchoolCalendar,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { BudgetPosition, type FundPosition, SchoolOrders } from '../../budget/index.js';
import { type Candidate, Supply } from '../../capacity/index.js';
import { type LatestOptions, MatchingRuns } from '../../matching/index.js';
import { Calendars } from '../../organisations/index.js';
import { fundingOf, Policies, type Policy, RULE_WORDS } from '../../policies/index.js';
import { Blocks, inUnits, type UsableBlock } from '../../purchasing/index.js';
import { Referrals, type ReferralSummary } from '../../referrals/index.js';
import type { Choice } from '../../../web/index.js';
import { whereOf } from '../../providers/index.js';
import { optionKey } from '../domain/decision-command.js';
import { type Reservation, ReservationStore } from '../persistence/reservation.store.js';

/** An option as the page offers it: its patterns, and what to call it. */
export interface PageOption {
  readonly patternIds: readonly string[];
  readonly text: string;
  readonly hint: string;
  /** The block that it would be drawn from; null for a place to be bought. */
  readonly blockId: string | null;
}

export interface DecisionFormFacts {
  readonly options: readonly PageOption[];
  /** Open patterns, for an option that the run did not find. */
  readonly patterns: readonly Choice[];
  readonly waivable: readonly Choice[];
  /** The school buys the place and has not given an order yet. */
  /** Some place is for sale by a provider on no framework. */
  readonly hasOutside: boolean;
  readonly asksForOrder: boolean;
  readonly asksForAgreement: boolean;
}

export interface DecisionFacts {
  readonly referralId: string;
  readonly reference: string;
  readonly pupil: string;
  readonly type: string;
  readonly status: string;
  readonly daySixTarget: DateOnly | null;
  readonly suggested: { readonly startsOn: DateOnly; readonly plannedEnd: DateOnly };
  readonly form: DecisionFormFacts;
  readonly funds: readonly FundPosition[];
  readonly runNumber: number | null;
  /** A later run failed: what is shown may no longer be so. */
  readonly dated: boolean;
}

const PATTERNS_MOST = 400;

/** What lies before a decider, read in one transaction and audited as a reading of the child's file. */
@Injectable()
export class ReadDecision {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: Referrals,
    private readonly runs: MatchingRuns,
    private readonly supply: Supply,
    private readonly policies: Policies,
    private readonly orders: SchoolOrders,
    private readonly position: BudgetPosition,
    private readonly calendars: Calendars,
    private readonly blocks: Blocks,
    private readonly reservations: ReservationStore,
  ) {}

  /** Undefined when the actor may not see the referral. */
  run(actor: Actor, referralId: string): Promise<DecisionFacts | undefined> {
    return this.work.read(actor, async (tx) => {
      const summary = await this.referrals.summary(tx, referralId);
      if (!summary || summary.referral.authorityId !== actor.authorityId) return undefined;
      return this.facts(tx, summary);
    });
  }

  private async facts(tx: Tx, { referral, identity }: ReferralSummary): Promise<DecisionFacts> {
    const { authorityId } = referral;
    const latest = await this.runs.latestOptions(tx, referral.id);
    const startsOn = maxDate(referral.aimOn, tx.today);
    const candidates = await this.supply.candidates(tx, { authorityId, on: startsOn });
    const policy = await this.policies.at(tx, authorityId, tx.today);
    const order = await this.orders.latest(tx, referral.id);
    const paying = (policy && fundingOf(policy.document, referral.type)?.fund) ?? HIGH_NEEDS;
    const funds = (await this.position.ofAuthority(tx, authorityId)).filter(({ fund }) => fund === paying);
    const calendar = await this.calendars.forSchool(tx, referral.schoolOrganisationId);
    const yearEnd = lastSchoolDay(calendar, startsOn);
    const bought = (await this.blocks.usableFor(tx, referral.schoolOrganisationId)).map(optionOfBlock);
    const kept = optionsOfKept(await this.reservations.live(tx, { referralId: referral.id }));
    const form = formFacts(latest, candidates, policy, { type: referral.type, ordered: order !== undefined });
    return {
      referralId: referral.id,
      reference: referral.reference,
      pupil: identity ? `${identity.forename} ${identity.surname}` : referral.reference,
      type: referral.type,
      status: referral.status,
      daySixTarget: referral.daySixTarget,
      suggested: {
        startsOn: schoolDayFrom(calendar, maxDate(latest?.options[0]?.startsOn ?? startsOn, tx.today)),
        plannedEnd: minDate(referral.endsOn ?? latest?.options[0]?.endsOn ?? yearEnd, yearEnd),
      },
      form: { ...form, options: [...kept, ...form.options.filter(isNoneOf(kept)), ...bought] },
      funds,
      runNumber: latest?.runNumber ?? null,
      dated: latest?.dated ?? false,
    };
  }
}

/** The first school day from then on; the day itself where the calendar does not reach so far. */
export function schoolDayFrom(calendar: SchoolCalendar, from: DateOnly): DateOnly {
  const day = calendar.firstSchoolDayOnOrAfter(from);
  return day.ok ? day.value : from;
}

/** Of the school year, as far as the calendar knows it. */
export function lastSchoolDay(calendar: SchoolCalendar, from: DateOnly): DateOnly {
  const { endsOn } = academicYearDates(academicYear(from));
  const last = calendar.terms.findLast((term) => term.endsOn <= endsOn && term.endsOn >= from);
  return last?.endsOn ?? endsOn;
}

function formFacts(
  latest: LatestOptions | undefined,
  candidates: readonly Candidate[],
  policy: Policy | undefined,
  { type, ordered }: { readonly type: string; readonly ordered: boolean },
): DecisionFormFacts {
  const byAgreement = onlyByAgreement(type);
  return {
    options: (latest?.options ?? [])
      .toSorted((a, b) => Number(b.chosen) - Number(a.chosen))
      .map((option) => optionOf(option, candidates)),
    patterns: candidates
      .flatMap(({ provider, site, programme, patterns }) =>
        patterns
          .filter(({ weeklyPence }) => weeklyPence !== null)
          .map((pattern) => ({
            value: pattern.id,
            text: `${whereOf(provider.name, site.name)}: ${programme.name}, ${pattern.label} (${formatPounds(pattern.weeklyPence ?? pence(0))} a week)${outside(provider)}`,
          })),
      )
      .toSorted((a, b) => a.text.localeCompare(b.text, 'en-GB'))
      .slice(0, PATTERNS_MOST),
    waivable: (policy?.document.rules.waivable ?? []).map((rule) => ({ value: rule, text: RULE_WORDS[rule] })),
    hasOutside: candidates.some(({ provider }) => provider.supplyRoute === 'OFF_FRAMEWORK'),
    asksForOrder: !byAgreement && !ordered,
    asksForAgreement: byAgreement,
  };
}

const outside = ({ supplyRoute }: Candidate['provider']): string =>
  supplyRoute === 'OFF_FRAMEWORK' ? ', outside the framework' : '';

function optionOf(option: LatestOptions['options'][number], candidates: readonly Candidate[]): PageOption {
  const patternIds = option.components.map(({ patternId }) => patternId);
  const parts = patternIds.flatMap((id) => {
    const candidate = candidates.find(({ patterns }) => patterns.some((one) => one.id === id));
    const pattern = candidate?.patterns.find((one) => one.id === id);
    return candidate && pattern
      ? [
          `${whereOf(candidate.provider.name, candidate.site.name)} (${describeSessions(pattern.sessions)})${outside(candidate.provider)}`,
        ]
      : [];
  });
  return {
    patternIds,
    blockId: null,
    text: parts.join(' and ') || 'A place that is no longer open',
    hint: `${option.chosen ? 'Proposed by the matching. ' : ''}Fit ${option.fit} of 1,000, ${formatPounds(pence(option.weeklyPence))} a week, net of VAT.`,
  };
}

/** What is kept for this pupil stands first, whether the run found it or not: it is taken for used there. */
const optionsOfKept = (kept: Reservation | undefined): readonly PageOption[] =>
  kept === undefined
    ? []
    : [
        {
          patternIds: kept.patternIds,
          blockId: null,
          text: kept.place,
          hint: `Kept for this pupil until ${formatDateTime(kept.expiresAt)}, as a whole. The decision takes it over.`,
        },
      ];

const isNoneOf =
  (kept: readonly PageOption[]) =>
  ({ patternIds }: PageOption): boolean =>
    !kept.some((one) => optionKey(one.patternIds) === optionKey(patternIds));

function optionOfBlock({ block, left }: UsableBlock): PageOption {
  const where = `${whereOf(block.providerName, block.siteName)} (${describeSessions(block.sessions)})`;
  return {
    patternIds: [block.patternId],
    blockId: block.id,
    text: `${where}, out of block ${block.reference}`,
    hint: `Bought ahead by ${block.buyerName} and paid for: nothing more is committed. ${inUnits(left, block.unit)} a week left.`,
  };
}
