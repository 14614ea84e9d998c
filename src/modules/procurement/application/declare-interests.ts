import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  invalid,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { ApplicationStore } from '../persistence/application.store.js';
import { AssessorStore, type Bidder } from '../persistence/assessor.store.js';
import { EvaluationStore } from '../persistence/evaluation.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('evaluation_sheet_pk', 'bidder.declared');
explainConstraint('evaluation_sheet_stands', 'sheet.stands');

/** Bidders that are declared about at a time. */
export const BIDDERS_A_PAGE = 50;

/**
 * Whoever is named in a round, or runs the framework and reads, says of each bidder whether they have an interest in it,
 * before they see anything of its bid. With an interest they never do.
 */
@Injectable()
export class DeclareInterests {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly store: AssessorStore,
    private readonly evaluations: EvaluationStore,
    private readonly applications: ApplicationStore,
  ) {}

  /** The next bidders to declare about, by name. */
  async awaited(
    actor: Actor,
    roundId: string,
  ): Promise<Result<{ round: Round; bidders: readonly Bidder[]; total: number }>> {
    if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
    return this.work.read(actor, async (tx) => {
      const round = await this.rounds.byId(tx, roundId);
      if (round === undefined) return notFound('round');
      const bidders = await this.store.bidders(tx, roundId, BIDDERS_A_PAGE);
      return ok({ round, bidders, total: bidders[0]?.total ?? 0 });
    });
  }

  /**
   * By application: null where there is no interest, else what it is. Problem: `bidder.declared` when one of the
   * bidders is not awaited (any more); rules on `<application>-nature`.
   */
  declare(actor: Actor, roundId: string, given: ReadonlyMap<string, string | null>): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      if ((await this.rounds.byId(tx, roundId)) === undefined) return notFound('round');
      const awaited = new Map((await this.store.bidders(tx, roundId, 10_000)).map((one) => [one.applicationId, one]));
      const checked = all(
        [...given].map(([id, conflict]): Result<{ bidder: Bidder; conflict: string | null }> => {
          const bidder = awaited.get(id);
          if (bidder === undefined) return problem('bidder.declared');
          const nature = natureOf(conflict, `${id}-nature`);
          return nature.ok ? ok({ bidder, conflict: nature.value }) : nature;
        }),
      );
      if (!checked.ok) return checked;
      if (checked.value.length === 0) return invalid('interests', 'required');
      await this.store.declare(tx, roundId, checked.value);
      const kept = checked.value.filter(({ conflict }) => conflict !== null).map(({ bidder }) => bidder.applicationId);
      await this.evaluations.showScores(tx, await this.evaluations.lockHidden(tx, { ids: kept }));
      await tx.audit(
        'interests.declared',
        { type: 'round', id: roundId },
        { bidders: checked.value.length, conflicts: kept.length },
      );
      return ok();
    });
  }

  /** The bid a person has a part in, for saying that they have an interest in it after all. */
  async bid(actor: Actor, applicationId: string): Promise<Result<{ roundId: string; providerName: string }>> {
    if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
    return this.work.read(actor, async (tx) => {
      const sheet = await this.evaluations.ownSheet(tx, applicationId);
      const application = sheet && (await this.applications.byId(tx, applicationId));
      return application === undefined ? notFound('application') : ok(application);
    });
  }

  /**
   * An interest that turned up after a declaration of none: the bid is kept from this person from now on and their
   * scores do not count. Problems: `evaluation.scores-shown` for an evaluator, `evaluation.moderated` for a moderator,
   * when it is too late for that.
   */
  declareLater(actor: Actor, applicationId: string, nature: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canAssess(actor)) return forbidden('application.evaluate');
      const evaluation = await this.evaluations.lock(tx, applicationId);
      const sheet = await this.evaluations.ownSheet(tx, applicationId);
      if (sheet === undefined || sheet.status === 'CONFLICT') return notFound('application');
      const words = natureOf(nature, 'nature');
      if (!words.ok) return words;
      const scored = sheet.part === 'EVALUATOR' && evaluation?.scoresShownAt;
      if (scored) return problem('evaluation.scores-shown');
      if (sheet.part !== 'READER' && evaluation?.moderatedAt) return problem('evaluation.moderated');
      const bid = await this.applications.byId(tx, applicationId);
      if (bid === undefined) return notFound('application');
      await this.store.turnAway(tx, bid, words.value ?? '');
      await this.evaluations.showScores(tx, await this.evaluations.lockHidden(tx, { ids: [applicationId] }));
      await tx.audit('interest.found', { type: 'application', id: applicationId });
      return ok();
    });
  }
}

function natureOf(conflict: string | null, field: string): Result<string | null> {
  return conflict === null ? ok(null) : cleanText(conflict, { field, max: 1000, multiline: true, required: true });
}
