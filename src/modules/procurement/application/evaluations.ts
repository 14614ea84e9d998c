import { Injectable } from '@nestjs/common';
import { type DateOnly, londonDate, may, notFound, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { paperDiligence } from '../domain/diligence.js';
import { itemsOf } from '../domain/evaluation.js';
import {
  type BidOfPaper,
  type DecideBy,
  type Paper,
  type PaperLine,
  paperLines,
  type RoundOfPaper,
} from '../domain/paper.js';
import { decisionDue, REGIME_RULES } from '../domain/regimes.js';
import { ConditionStore } from '../persistence/condition.store.js';
import { PaperStore } from '../persistence/paper.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { DueDiligence } from './due-diligence.js';

/** How many bids an export reads in one go. */
const BIDS_AT_A_TIME = 200;

/** What evaluation came to, for whoever decides on it. */
@Injectable()
export class Evaluations {
  constructor(
    private readonly rounds: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly papers: PaperStore,
    private readonly calendars: Calendars,
    private readonly diligence: DueDiligence,
  ) {}

  /**
   * A round's bids by lot, with what is offered at which price, the result and the recommendation; those without one
   * are listed apart. The reader needs `application.read` in the lead authority; a bid in which they declared a
   * conflict is kept from them and counted in `withheld`, one they have not declared about in `undeclared`. Bids that were withdrawn are not in it. Problem:
   * `round.not-found`.
   */
  async paperFor(tx: Tx, roundId: string): Promise<Result<Paper>> {
    const round = await this.rounds.byId(tx, roundId);
    if (round === undefined) return notFound('round');
    const { frameworkId, frameworkName, authorityId, regime, leastTotalBasisPoints } = round;
    const { admissionFrom, admissionTo, name: roundName } = round;
    return ok({
      roundId,
      roundName,
      frameworkId,
      frameworkName,
      authorityId,
      regime,
      leastTotalBasisPoints,
      rules: REGIME_RULES[regime],
      admissionFrom,
      admissionTo,
      standstillDays: (await this.rounds.terms(tx, round)).standstillDays,
      ...(await this.linesOf(tx, round, await this.papers.bids(tx, roundId))),
      withheld: await this.papers.withheld(tx, roundId),
      undeclared: await this.papers.undeclared(tx, roundId),
    });
  }

  /** The lines of the next bids by id, for an export: `last` is where to go on, null at the end. */
  async linesAfter(
    tx: Tx,
    roundId: string,
    after: string | null,
  ): Promise<{ readonly lines: readonly PaperLine[]; readonly last: string | null }> {
    const round = await this.rounds.byId(tx, roundId);
    if (round === undefined) return { lines: [], last: null };
    const bids = await this.papers.bids(tx, roundId, { after, limit: BIDS_AT_A_TIME });
    const last = bids.length < BIDS_AT_A_TIME ? null : (bids.at(-1)?.applicationId ?? null);
    return { lines: (await this.linesOf(tx, round, bids)).lines, last };
  }

  /** By when a bid must be decided that came in at a moment: from its receipt or from the close, as the law has it. */
  async clock(tx: Tx, round: Round): Promise<(submittedAt: Date) => DecideBy> {
    const terms = await this.rounds.terms(tx, round);
    const held = (await this.calendars.bankHolidays(tx)).map(({ heldOn }) => heldOn);
    const known = new Map<DateOnly, DecideBy>();
    return (submittedAt) => {
      const from = countsFrom(round, submittedAt);
      const due = known.get(from) ?? decisionDue(terms, from, held);
      known.set(from, due);
      return due;
    };
  }

  private async linesOf(tx: Tx, round: Round, bids: readonly BidOfPaper[]) {
    const recommended = bids.filter(({ recommendations }) => recommendations.length > 0);
    const ids = recommended.map(({ applicationId }) => applicationId);
    const records = may(tx.actor, 'evidence.read') ? await this.diligence.forApplications(tx, ids) : [];
    const diligence = new Map(records.map(({ subject, lines }) => [subject.id, paperDiligence(lines)]));
    return paperLines(bids, { ...(await this.settings(tx, round)), diligence });
  }

  private async settings(tx: Tx, round: Round): Promise<Omit<RoundOfPaper, 'diligence'>> {
    const questions = await this.rounds.questions(tx, round.id);
    const conditions = await this.conditions.ofFramework(tx, round.frameworkId);
    return {
      lots: round.lots,
      leastTotalBasisPoints: round.leastTotalBasisPoints,
      items: itemsOf(round.regime, questions, conditions),
      steps: round.scoreSteps,
      today: tx.today,
      decideBy: await this.clock(tx, round),
    };
  }
}

const countsFrom = (round: Round, submittedAt: Date): DateOnly =>
  londonDate(
    REGIME_RULES[round.regime].decisionCountsFrom === 'CLOSE' && round.closesAt !== null ? round.closesAt : submittedAt,
  );
