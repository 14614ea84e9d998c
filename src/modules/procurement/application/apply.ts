import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  formatDateTime,
  invalid,
  isCode,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { BASES, VAT_TREATMENTS } from '../../tariffs/index.js';
import { applicationMoves, asksFor, checkAnswer, lacksOf } from '../domain/application.js';
import { programmeFaults } from '../domain/lots.js';
import { phaseOf } from '../domain/round.js';
import { type Application, ApplicationStore, type Offer } from '../persistence/application.store.js';
import { ConditionStore } from '../persistence/condition.store.js';
import { type Round, RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { BidEvidenceParts } from './bid-evidence.js';

explainConstraint('application_provider', 'application.not-a-provider');
explainConstraint('application_late', 'application.round-not-open');
explainConstraint('application_submitted_stands', 'application.submitted');
explainConstraint('application_stays_withdrawn', 'application.withdrawn');
explainConstraint('application_being_evaluated', 'application.being-evaluated');
explainConstraint('application_decided_stands', 'application.decided');
explainConstraint('application_offer_once', 'offer.exists');

export interface ConditionGiven {
  readonly met: boolean;
  /** What the bidder points to for it; null where its word is enough. */
  readonly shown: string | null;
}

/** Which programme is offered decides the site, and what both are called. */
export type OfferGiven = Omit<Offer, 'id' | 'siteId' | 'siteName' | 'programmeName'>;

/**
 * A provider's side of a round: begin, save as one goes, submit before the close, take back to change, withdraw. What
 * the round asked and what was answered stand from the moment of submitting.
 */
@Injectable()
export class Apply {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
    private readonly conditions: ConditionStore,
    private readonly store: ApplicationStore,
    private readonly evidence: BidEvidenceParts,
  ) {}

  /**
   * The provider's bid in this round: the one it has, or a new one that starts with what it last submitted to the
   * framework, so that a further lot needs nothing twice. Problem: `application.round-not-open`.
   */
  begin(actor: Actor, roundId: string): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!procurementPolicy.canApply(actor)) return forbidden('application.make');
      const round = await this.rounds.byId(tx, roundId);
      if (round === undefined) return notFound('round');
      const own = await this.store.ownOf(tx, roundId);
      if (own !== undefined) return ok(own.id);
      const open = isOpen(round, tx.now);
      if (!open.ok) return open;
      const id = newId();
      const { frameworkId, authorityId } = round;
      const before = await this.store.latestSubmitted(tx, frameworkId);
      if (!(await this.store.add(tx, { id, roundId, frameworkId, authorityId }))) {
        return ok((await this.store.ownOf(tx, roundId))?.id ?? id);
      }
      if (before !== undefined) await this.startFrom(tx, id, before, round);
      await tx.audit('application.begun', { type: 'application', id }, { round: roundId });
      return ok(id);
    });
  }

  chooseLots(actor: Actor, id: string, lotIds: readonly string[]): Promise<Result<undefined>> {
    return this.onDraft(actor, id, async (tx, application, round) => {
      if (lotIds.length === 0) return invalid('lotIds', 'choose-one');
      if (lotIds.some((lotId) => !round.lots.some((lot) => lot.id === lotId))) return invalid('lotIds', 'choice');
      await this.store.setLots(tx, application, [...new Set(lotIds)]);
      await this.evidence.prefill(tx, { ...application, lotIds });
      return ok();
    });
  }

  /** Answers by question id; an empty one is taken back. Faults stand on the question's id. */
  answer(actor: Actor, id: string, typed: ReadonlyMap<string, string>): Promise<Result<undefined>> {
    return this.onDraft(actor, id, async (tx, application, round) => {
      const questions = asksFor(await this.rounds.questions(tx, round.id), application.lotIds);
      const known = new Map(questions.map((one) => [one.id, one]));
      const checked = all(
        [...typed].map(([questionId, answer]): Result<[string, string]> => {
          const question = known.get(questionId);
          if (question === undefined) return invalid(questionId, 'choice');
          const read = checkAnswer(question, answer, questionId);
          return read.ok ? ok([questionId, read.value]) : read;
        }),
      );
      if (!checked.ok) return checked;
      await this.store.setAnswers(tx, application, new Map(checked.value));
      return ok();
    });
  }

  /** By condition id. */
  declareConditions(actor: Actor, id: string, given: ReadonlyMap<string, ConditionGiven>): Promise<Result<undefined>> {
    return this.onDraft(actor, id, async (tx, application, round) => {
      const asked = asksFor(await this.conditions.ofFramework(tx, round.frameworkId), application.lotIds);
      const known = new Set(asked.map((one) => one.id));
      const checked = all(
        [...given].map(([conditionId, { met, shown }]): Result<[string, ConditionGiven]> => {
          if (!known.has(conditionId)) return invalid(conditionId, 'choice');
          const text = cleanText(shown ?? '', { field: conditionId, max: 2000, multiline: true });
          return text.ok ? ok([conditionId, { met, shown: text.value === '' ? null : text.value }]) : text;
        }),
      );
      if (!checked.ok) return checked;
      await this.store.setConditions(tx, application, new Map(checked.value));
      return ok();
    });
  }

  /** Documents of one's own by the id of what is asked; null shows none. Rule on that id: `choice`. */
  show(actor: Actor, id: string, given: ReadonlyMap<string, string | null>): Promise<Result<undefined>> {
    return this.onDraft(actor, id, (tx, application) => this.evidence.choose(tx, application, given));
  }

  /** A programme of one's own under one of the bid's lots. Problem: `offer.exists`; rules of `programmeFaults`. */
  offer(actor: Actor, id: string, given: OfferGiven): Promise<Result<string>> {
    return this.onDraft(actor, id, async (tx, application, round) => {
      const programme = (await this.store.programmes(tx)).find((one) => one.id === given.programmeId);
      const lot = application.lotIds.includes(given.lotId) && round.lots.find(({ id }) => id === given.lotId);
      const faults = lot && programme ? programmeFaults(lot.requirements, programme) : [];
      const label = cleanText(given.label, { field: 'label', max: 120, required: true });
      const checked = all<unknown>([
        lot ? ok() : invalid('lotId', 'choice'),
        ...faults.map((rule) => invalid('programmeId', rule)),
        programme === undefined ? invalid('programmeId', 'choice') : ok(),
        label,
        isCode(BASES, given.basis) ? ok() : invalid('basis', 'choice'),
        isCode(VAT_TREATMENTS, given.vatTreatment) ? ok() : invalid('vatTreatment', 'choice'),
        given.netPence > PRICE_MAX ? invalid('netPence', 'money-too-large') : ok(),
      ]);
      if (!checked.ok) return checked;
      const { siteId = '', siteName = '', name: programmeName = '' } = programme ?? {};
      const offer = { ...given, id: newId(), siteId, siteName, programmeName, label: label.ok ? label.value : '' };
      await this.store.addOffers(tx, application, [offer]);
      return ok(offer.id);
    });
  }

  takeBackOffer(actor: Actor, id: string, offerId: string): Promise<Result<undefined>> {
    return this.onDraft(actor, id, async (tx) =>
      (await this.store.removeOffer(tx, id, offerId)) === 0 ? notFound('offer') : ok(),
    );
  }

  /**
   * Sends the bid. Problems: `application.incomplete`, `application.round-cancelled`, `application.round-not-open` at and after the second of the
   * close; rules on `name`, `role`, `declared`.
   */
  submit(
    actor: Actor,
    id: string,
    declaration: { readonly name: string; readonly role: string; readonly declared: boolean },
  ): Promise<Result<undefined>> {
    return this.onDraft(actor, id, async (tx, application, round) => {
      const declared = all([
        cleanText(declaration.name, { field: 'name', max: 120, required: true }),
        cleanText(declaration.role, { field: 'role', max: 120, required: true }),
        declaration.declared ? ok('') : invalid('declared', 'choose-one'),
      ]);
      if (!declared.ok) return declared;
      const [name = '', role = ''] = declared.value;
      if ((await this.lacks(tx, application, round)).length > 0) return problem('application.incomplete');
      await this.store.submit(tx, id, { name, role });
      await tx.audit('application.submitted', { type: 'application', id }, { round: round.id });
      return ok();
    });
  }

  /** Back to a draft, for as long as the round is open. */
  reopen(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, application, round) => {
      const next = move(applicationMoves, application.status, 'reopen');
      if (!next.ok) return next;
      const open = isOpen(round, tx.now);
      if (!open.ok) return open;
      await this.store.reopen(tx, id);
      await tx.audit('application.reopened', { type: 'application', id });
      return ok();
    });
  }

  withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, application) => {
      const next = move(applicationMoves, application.status, 'withdraw');
      if (!next.ok) return next;
      await this.store.withdraw(tx, id);
      await tx.audit('application.withdrawn', { type: 'application', id });
      return ok();
    });
  }

  private async lacks(tx: Tx, application: Application, round: Round) {
    const said = await this.store.conditions(tx, application.id);
    return lacksOf(
      {
        lotIds: application.lotIds,
        answers: await this.store.answers(tx, application.id),
        conditions: new Map([...said].map(([conditionId, { met }]) => [conditionId, met])),
        offers: await this.store.offers(tx, application.id),
        documentsLacking: (await this.evidence.of(tx, application)).filter(({ fault }) => fault !== null).length,
      },
      {
        lots: round.lots,
        questions: await this.rounds.questions(tx, round.id),
        conditions: await this.conditions.ofFramework(tx, round.frameworkId),
      },
    );
  }

  /** Lots, conditions, offers, and the answers to questions that are still asked in the same words. */
  private async startFrom(tx: Tx, id: string, before: Application, round: Round): Promise<void> {
    const application = await this.store.byId(tx, id);
    if (application === undefined) return;
    const lotIds = before.lotIds.filter((lotId) => round.lots.some((lot) => lot.id === lotId));
    await this.store.setLots(tx, application, lotIds);
    const given = await this.store.answers(tx, before.id);
    const said = new Map(
      (await this.rounds.questions(tx, before.roundId)).map((one) => [one.question, given.get(one.id) ?? '']),
    );
    const questions = asksFor(await this.rounds.questions(tx, round.id), lotIds);
    const answers = questions.flatMap((one): [string, string][] => {
      const answer = checkAnswer(one, said.get(one.question) ?? '', one.id);
      return answer.ok && answer.value !== '' ? [[one.id, answer.value]] : [];
    });
    await this.store.setAnswers(tx, application, new Map(answers));
    await this.store.setConditions(tx, application, await this.store.conditions(tx, before.id));
    const programmes = new Map((await this.store.programmes(tx)).map((one) => [one.id, one]));
    const offers = (await this.store.offers(tx, before.id)).filter(({ lotId, programmeId }) => {
      const [lot, programme] = [round.lots.find(({ id }) => id === lotId), programmes.get(programmeId)];
      return lot !== undefined && programme !== undefined && programmeFaults(lot.requirements, programme).length === 0;
    });
    await this.store.addOffers(
      tx,
      application,
      offers.map((one) => ({ ...one, id: newId() })),
    );
    await this.evidence.prefill(tx, { ...application, lotIds });
  }

  private onDraft<T>(
    actor: Actor,
    id: string,
    work: (tx: Tx, application: Application, round: Round) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.locked(actor, id, (tx, application, round) => {
      if (application.status !== 'DRAFT') return Promise.resolve(problem('application.submitted'));
      const open = isOpen(round, tx.now);
      return open.ok ? work(tx, application, round) : Promise.resolve(open);
    });
  }

  private locked<T>(
    actor: Actor,
    id: string,
    work: (tx: Tx, application: Application, round: Round) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const application = await this.store.lock(tx, id);
      const round = application && (await this.rounds.byId(tx, application.roundId));
      if (application === undefined || round === undefined) return notFound('application');
      if (!procurementPolicy.canChangeBid(actor, application)) return forbidden('application.make');
      return work(tx, application, round);
    });
  }
}

/** As the database: a million pounds. */
const PRICE_MAX = 100_000_000;

function isOpen(round: Round, now: Date): Result<undefined> {
  const phase = phaseOf(round, now);
  if (phase === 'OPEN') return ok();
  if (phase === 'CANCELLED') return problem('application.round-cancelled', { reason: round.cancelledReason ?? '' });
  return problem('application.round-not-open', {
    opens: formatDateTime(round.opensAt),
    closes: round.closesAt === null ? 'never' : formatDateTime(round.closesAt),
  });
}
