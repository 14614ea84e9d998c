import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  groupBy,
  londonDate,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { asksFor, type Lack, lacksOf } from '../domain/application.js';
import { phaseOf, type RoundPhase } from '../domain/round.js';
import {
  type Application,
  type ApplicationLine,
  ApplicationStore,
  type Offer,
} from '../persistence/application.store.js';
import { AssessorStore } from '../persistence/assessor.store.js';
import { type Condition, ConditionStore } from '../persistence/condition.store.js';
import { type Round, RoundStore, type StoredQuestion } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { type BidDecision, BidDecisions } from './bid-decisions.js';
import { type BidEvidence, BidEvidenceParts } from './bid-evidence.js';

export interface ApplicationView {
  readonly application: Application;
  readonly round: Round;
  readonly phase: RoundPhase;
  /** What is asked for the lots of the bid. */
  readonly questions: readonly StoredQuestion[];
  readonly conditions: readonly Condition[];
  readonly answers: ReadonlyMap<string, string>;
  readonly said: ReadonlyMap<string, { readonly met: boolean; readonly shown: string | null }>;
  readonly offers: readonly Offer[];
  readonly evidence: readonly BidEvidence[];
  readonly lacks: readonly Lack[];
  /** What the board decided on lots of the bid, as far as the reader may know. */
  readonly decisions: readonly BidDecision[];
}

/** A bid in the bidder's own list. */
export interface OwnBid {
  readonly line: ApplicationLine;
  readonly decisions: readonly BidDecision[];
}

export const APPLICATIONS_A_PAGE = 50;

/** Bids as whoever may read them sees them, the opening of sealed bids, and what waits for bidders and commissioners. */
@Injectable()
export class ViewApplications implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly store: ApplicationStore,
    private readonly evidence: BidEvidenceParts,
    private readonly assessors: AssessorStore,
    private readonly decisions: BidDecisions,
  ) {}

  async one(actor: Actor, id: string): Promise<Result<ApplicationView>> {
    if (!procurementPolicy.canReadBids(actor)) return forbidden('application.read');
    return this.work.read(actor, async (tx) => {
      const view = await this.within(tx, id);
      return view === undefined ? notFound('application') : ok(view);
    });
  }

  async within(tx: Tx, id: string): Promise<ApplicationView | undefined> {
    const application = await this.store.byId(tx, id);
    const round = application && (await this.rounds.byId(tx, application.roundId));
    return application && round && this.viewOf(tx, application, round);
  }

  /** A provider's own bids, newest first. */
  async own(actor: Actor): Promise<Result<readonly OwnBid[]>> {
    if (!procurementPolicy.canApply(actor)) return forbidden('application.make');
    return this.work.read(actor, async (tx) => {
      const lines = await this.store.lines(tx, { roundId: null }, { limit: 200, offset: 0 });
      const ids = lines.map(({ id }) => id);
      const decided = groupBy(await this.decisions.ofBids(tx, ids), (one) => one.applicationId);
      return ok(lines.map((line) => ({ line, decisions: decided.get(line.id) ?? [] })));
    });
  }

  /** Bids of a round that may be read, none before they are opened, and how many wait for the reader's declaration. */
  async ofRound(
    actor: Actor,
    roundId: string,
    offset: number,
  ): Promise<Result<{ lines: readonly ApplicationLine[]; total: number; undeclared: number }>> {
    if (!may(actor, 'application.read')) return forbidden('application.read');
    return this.work.read(actor, async (tx) => {
      const lines = await this.store.lines(tx, { roundId }, { limit: APPLICATIONS_A_PAGE, offset });
      const [bidder] = await this.assessors.bidders(tx, roundId, 1);
      return ok({ lines, total: lines[0]?.total ?? 0, undeclared: bidder?.total ?? 0 });
    });
  }

  async round(actor: Actor, roundId: string): Promise<Result<Round>> {
    const round = await this.work.read(actor, (tx) => this.rounds.byId(tx, roundId));
    return round === undefined ? notFound('round') : ok(round);
  }

  /** What a provider may offer. */
  programmes(actor: Actor) {
    return this.work.read(actor, (tx) => this.store.programmes(tx));
  }

  /** Rounds that are open or will be, of every framework; at most 100. */
  async openRounds(actor: Actor): Promise<Result<{ round: Round; phase: RoundPhase }[]>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const rounds = await this.rounds.notClosed(tx);
      return ok(rounds.map((round) => ({ round, phase: phaseOf(round, tx.now) })));
    });
  }

  /** Rounds that the actor evaluates or moderates; null for who is never named. */
  async namedFor(actor: Actor): Promise<{ round: Round; phase: RoundPhase }[] | null> {
    if (!procurementPolicy.canAssess(actor)) return null;
    return this.work.read(actor, async (tx) => {
      const rounds = await this.rounds.namedFor(tx);
      return rounds.map((round) => ({ round, phase: phaseOf(round, tx.now) }));
    });
  }

  /** Opens the sealed bids of a round that has closed; who did and when is kept. Problem: `round.still-open`. */
  openBids(actor: Actor, roundId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const round = await this.rounds.lock(tx, roundId);
      if (round === undefined) return notFound('round');
      if (!procurementPolicy.canChange(actor, round)) return forbidden('framework.manage');
      if (phaseOf(round, tx.now) !== 'CLOSED') return problem('round.still-open');
      if (round.bidsOpenedAt !== null) return ok();
      await this.rounds.openBids(tx, roundId);
      await tx.audit('round.bids-opened', { type: 'round', id: roundId });
      return ok();
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (procurementPolicy.canApply(actor)) return this.bidderTasks(actor);
    return procurementPolicy.canManage(actor) ? this.commissionerTasks(actor) : [];
  }

  private async bidderTasks(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const lines = await this.store.lines(tx, { roundId: null }, { limit: 100, offset: 0 });
      return lines
        .filter(({ status, roundStatus }) => status === 'DRAFT' && roundStatus !== 'CANCELLED')
        .filter(({ closesAt }) => closesAt === null || tx.now < closesAt)
        .map((one) => ({
          title: `Finish your application to ${one.frameworkName}`,
          href: `/applications/${one.id}`,
          kind: 'Applications',
          dueOn: one.closesAt === null ? null : londonDate(one.closesAt),
          detail: one.roundName,
        }));
    });
  }

  private async commissionerTasks(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const rounds = await this.rounds.sealed(tx);
      return rounds.map((one) => ({
        title: `Open the bids of ${one.name}`,
        href: `/rounds/${one.id}`,
        kind: 'Applications',
        dueOn: londonDate(one.closesAt),
        detail: one.frameworkName,
      }));
    });
  }

  private async viewOf(tx: Tx, application: Application, round: Round): Promise<ApplicationView> {
    const [questions, conditions] = [
      await this.rounds.questions(tx, round.id),
      await this.conditions.ofFramework(tx, round.frameworkId),
    ];
    const [answers, said, offers] = [
      await this.store.answers(tx, application.id),
      await this.store.conditions(tx, application.id),
      await this.store.offers(tx, application.id),
    ];
    const met = new Map([...said].map(([id, one]) => [id, one.met]));
    const evidence = await this.evidence.of(tx, application);
    const documentsLacking = evidence.filter(({ fault }) => fault !== null).length;
    const bid = { lotIds: application.lotIds, answers, conditions: met, offers, documentsLacking };
    return {
      application,
      round,
      phase: phaseOf(round, tx.now),
      questions: asksFor(questions, application.lotIds),
      conditions: asksFor(conditions, application.lotIds),
      answers,
      said,
      offers,
      evidence,
      lacks: lacksOf(bid, { lots: round.lots, questions, conditions }),
      decisions: await this.decisions.ofBids(tx, [application.id]),
    };
  }
}
