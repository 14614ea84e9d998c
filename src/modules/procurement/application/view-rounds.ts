import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, londonDate, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { NOTHING_ASKED } from '../domain/lots.js';
import { decisionDue, type FrameworkTerms, REGIME_RULES } from '../domain/regimes.js';
import { phaseOf, type RoundPhase } from '../domain/round.js';
import { BidDecisions } from './bid-decisions.js';
import { type Consultation, ConsultationStore } from '../persistence/consultation.store.js';
import { type Condition, ConditionStore } from '../persistence/condition.store.js';
import type { Lot } from '../persistence/framework.store.js';
import { type Asked, RequiredEvidenceStore } from '../persistence/required-evidence.store.js';
import { type Round, RoundStore, type StoredQuestion } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

export interface RoundView {
  readonly round: Round;
  readonly phase: RoundPhase;
  readonly questions: readonly StoredQuestion[];
  readonly conditions: readonly Condition[];
  readonly evidence: readonly Asked[];
  readonly terms: Omit<FrameworkTerms, 'fromDate'>;
  /** The last day to decide, where the regime counts from the close; null where each bid has its own clock. */
  readonly decideBy: { readonly dueOn: DateOnly; readonly longestOn: DateOnly | null } | null;
  /** Of how many of its bids that the reader may see the board has decided every lot. */
  readonly decided: number;
  /** That its draft was laid open for comments; null where it was not. */
  readonly consultation: Consultation | null;
}

const momentOf = (text: unknown): Date | null => (typeof text === 'string' ? new Date(text) : null);

/** A view as it was kept with a consultation: its moments are texts in the copy, and old copies say nothing of a lot. */
export function readSpecification(kept: object): RoundView {
  const copy = kept as RoundView;
  const { opensAt, questionsUntil, closesAt } = copy.round;
  const times = { opensAt: new Date(opensAt), questionsUntil: momentOf(questionsUntil), closesAt: momentOf(closesAt) };
  const lots = copy.round.lots.map((lot) => ({
    ...lot,
    requirements: (lot as Partial<Lot>).requirements ?? NOTHING_ASKED,
  }));
  return { ...copy, round: { ...copy.round, ...times, lots } };
}

/** Rounds as whoever may read them sees them: published ones everybody, drafts the lead authority. */
@Injectable()
export class ViewRounds {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly calendars: Calendars,
    private readonly evidence: RequiredEvidenceStore,
    private readonly consultations: ConsultationStore,
    private readonly board: BidDecisions,
  ) {}

  async ofFramework(actor: Actor, frameworkId: string): Promise<Result<{ round: Round; phase: RoundPhase }[]>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const rounds = await this.store.ofFramework(tx, frameworkId);
      return ok(rounds.map((round) => ({ round, phase: phaseOf(round, tx.now) })));
    });
  }

  async one(actor: Actor, roundId: string): Promise<Result<RoundView>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const found = await this.within(tx, roundId);
      return found === undefined ? notFound('round') : ok(found);
    });
  }

  async within(tx: Tx, roundId: string): Promise<RoundView | undefined> {
    const round = await this.store.byId(tx, roundId);
    if (round === undefined) return undefined;
    const terms = await this.store.terms(tx, round);
    return {
      round,
      phase: phaseOf(round, tx.now),
      questions: await this.store.questions(tx, roundId),
      evidence: await this.evidence.ofRound(tx, roundId),
      conditions: (await this.conditions.ofFramework(tx, round.frameworkId)).filter(
        ({ lotId }) => lotId === null || round.lots.some(({ id }) => id === lotId),
      ),
      terms,
      decideBy: await this.decideBy(tx, round, terms),
      decided: await this.board.decided(tx, roundId),
      consultation: (await this.consultations.byRound(tx, roundId)) ?? null,
    };
  }

  private async decideBy(
    tx: Tx,
    round: Round,
    terms: Omit<FrameworkTerms, 'fromDate'>,
  ): Promise<RoundView['decideBy']> {
    if (round.closesAt === null || REGIME_RULES[round.regime].decisionCountsFrom !== 'CLOSE') return null;
    const closed = await this.calendars.bankHolidays(tx);
    return decisionDue(
      terms,
      londonDate(round.closesAt),
      closed.map(({ heldOn }) => heldOn),
    );
  }
}
