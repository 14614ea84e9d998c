import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  invalid,
  isCode,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import { ASSESSOR_PARTS, type AssessorPart } from '../domain/assessment.js';
import { type Assessor, AssessorStore } from '../persistence/assessor.store.js';
import { EvaluationStore } from '../persistence/evaluation.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

export interface AssessorGiven {
  readonly userId: string;
  readonly part: AssessorPart;
  readonly lotIds: readonly string[];
}

export interface AssessorLine extends Assessor {
  readonly name: string;
}

export interface AssessorsView {
  readonly round: Round;
  readonly assessors: readonly AssessorLine[];
  readonly candidates: readonly { readonly userId: string; readonly name: string }[];
  readonly interests: readonly {
    readonly name: string;
    readonly providerName: string;
    readonly nature: string;
    readonly declaredAt: Date;
  }[];
}

/** The lead authority says who scores a round's bids and who moderates, for which lots; one part a person. */
@Injectable()
export class NameAssessors {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly store: AssessorStore,
    private readonly evaluations: EvaluationStore,
    private readonly people: People,
  ) {}

  async view(actor: Actor, roundId: string): Promise<Result<AssessorsView>> {
    return this.work.read(actor, async (tx) => {
      const round = await this.led(tx, roundId);
      if (!round.ok) return round;
      const [assessors, interests] = [await this.store.ofRound(tx, roundId), await this.store.interests(tx, roundId)];
      const names = await this.people.names(
        tx,
        [...assessors, ...interests].map(({ userId }) => userId),
      );
      const named = <R extends { readonly userId: string }>(row: R) => ({ ...row, name: names.get(row.userId) ?? '' });
      return ok({
        round: round.value,
        assessors: assessors.map(named),
        interests: interests.map(named),
        candidates: await this.people.colleagues(tx, 'application.evaluate'),
      });
    });
  }

  /**
   * Somebody who has begun to declare keeps their part and lots. Problems: `assessor.has-declared`,
   * `round.not-published`; rules `choice`, `choose-one`.
   */
  name(actor: Actor, roundId: string, given: AssessorGiven): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const round = await this.led(tx, roundId);
      if (!round.ok) return round;
      const { lots, status } = round.value;
      if (status !== 'PUBLISHED') return problem('round.not-published');
      const candidates = await this.people.colleagues(tx, 'application.evaluate');
      const lotIds = [...new Set(given.lotIds)];
      const checked = all([
        candidates.some(({ userId }) => userId === given.userId) ? ok() : invalid('userId', 'choice'),
        isCode(ASSESSOR_PARTS, given.part) ? ok() : invalid('part', 'choice'),
        lotIds.length > 0 ? ok() : invalid('lotIds', 'choose-one'),
        lotIds.every((id) => lots.some((lot) => lot.id === id)) ? ok() : invalid('lotIds', 'choice'),
      ]);
      if (!checked.ok) return checked;
      await this.evaluations.lockHidden(tx, { roundId });
      const before = await this.find(tx, roundId, given.userId);
      if (before !== undefined && hasDeclared(before) && !isSame(before, { ...given, lotIds })) {
        return problem('assessor.has-declared');
      }
      await this.store.name(tx, round.value, { ...given, lotIds });
      await tx.audit('assessor.named', { type: 'round', id: roundId }, { user: given.userId, part: given.part });
      return ok();
    });
  }

  /**
   * Takes somebody out of the round. What they submitted counts; what they had begun does not, and nobody waits for
   * it. Problem: `assessor.not-named`.
   */
  end(actor: Actor, roundId: string, userId: string, reason: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const round = await this.led(tx, roundId);
      if (!round.ok) return round;
      const words = cleanText(reason, { field: 'reason', max: 1000, multiline: true, required: true });
      if (!words.ok) return words;
      const hidden = await this.evaluations.lockHidden(tx, { roundId });
      const found = await this.find(tx, roundId, userId);
      if (found === undefined || found.endedAt !== null) return problem('assessor.not-named');
      await this.store.end(tx, roundId, userId, words.value);
      await tx.audit('assessor.ended', { type: 'round', id: roundId }, { user: userId });
      await this.evaluations.showScores(tx, hidden);
      return ok();
    });
  }

  private async find(tx: Tx, roundId: string, userId: string): Promise<Assessor | undefined> {
    return (await this.store.ofRound(tx, roundId)).find((one) => one.userId === userId);
  }

  private async led(tx: Tx, roundId: string): Promise<Result<Round>> {
    const round = await this.rounds.byId(tx, roundId);
    if (round === undefined) return notFound('round');
    return procurementPolicy.canChange(tx.actor, round) ? ok(round) : forbidden('framework.manage');
  }
}

const hasDeclared = ({ declared, conflicts }: Assessor): boolean => declared + conflicts > 0;
const isSame = (before: Assessor, given: AssessorGiven): boolean =>
  before.part === given.part &&
  before.lotIds.length === given.lotIds.length &&
  given.lotIds.every((id) => before.lotIds.includes(id));
