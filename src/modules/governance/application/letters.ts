import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  isCode,
  londonDate,
  may,
  newId,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { announce, announceAll } from '../../notifications/index.js';
import type { DecidedItem } from '../../panels/index.js';
import { ADMISSION_OUTCOMES, type LetterFacts } from '../domain/admission-paper.js';
import type { AdmissionCase } from '../persistence/admission-case.store.js';
import { type Letter, LetterStore, type NewLetter } from '../persistence/letter.store.js';

explainConstraint('appeal_once', 'appeal.received');
explainConstraint('appeal_by_another', 'appeal.second-person');
explainConstraint('appeal_stands', 'appeal.answered');

export const APPEAL_OUTCOMES = {
  UPHELD: 'Upheld: it goes back to the board',
  NOT_UPHELD: 'Not upheld: the decision stands',
} as const;
export type AppealOutcome = keyof typeof APPEAL_OUTCOMES;

/** What a letter is written from. */
export interface LetterAbout {
  readonly found: AdmissionCase;
  readonly item: Pick<DecidedItem, 'decisionId' | 'outcome' | 'reasons' | 'conditions'>;
  readonly decidedOn: DateOnly;
  readonly standstillUntil: DateOnly | null;
  readonly admittedFrom: DateOnly | null;
}

/** What applicants are told, kept as it was sent, and what they say against it. */
@Injectable()
export class Letters implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: LetterStore,
  ) {}

  /** Written from the record, in the transaction of the decisions or of the signatures. */
  async write(tx: Tx, about: readonly LetterAbout[]): Promise<Result<undefined>> {
    const letters: NewLetter[] = [];
    for (const one of about) {
      const content = factsOf(one);
      if (!content.ok) return content;
      const { authorityId, providerId: organisationId, id: caseId } = one.found;
      const { decisionId } = one.item;
      letters.push({ id: newId(), authorityId, organisationId, decisionId, caseId, content: content.value });
    }
    await this.store.add(tx, letters);
    await announceAll(
      tx,
      letters.map(({ id, organisationId, content }) => ({
        kind: 'admission.decided',
        organisationId,
        subjectType: 'letter',
        subjectId: id,
        reference: referenceOf(content),
      })),
    );
    return ok();
  }

  view(actor: Actor, id: string): Promise<Result<Letter>> {
    return this.work.read(actor, async (tx) => {
      const letter = await this.store.byId(tx, id);
      return letter === undefined ? notFound('letter') : ok(letter);
    });
  }

  /** Newest first: an organisation's own, or those of the authority. */
  list(actor: Actor): Promise<readonly Letter[]> {
    return this.work.read(actor, (tx) => this.store.list(tx));
  }

  ofCase(actor: Actor, caseId: string): Promise<Letter | undefined> {
    return this.work.read(actor, (tx) => this.store.ofCase(tx, caseId));
  }

  /** By the applicant, or noted by the authority that received it on paper. Problem: `appeal.received`. */
  appeal(actor: Actor, letterId: string, grounds: string): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const letter = await this.store.byId(tx, letterId);
      if (letter === undefined) return notFound('letter');
      const own = may(actor, 'application.make') && actor.organisationId === letter.organisationId;
      if (!own && !canAnswer(actor, letter)) return forbidden('application.make');
      const words = cleanText(grounds, { field: 'grounds', max: 8000, multiline: true, required: true });
      if (!words.ok) return words;
      const id = newId();
      await this.store.addAppeal(tx, letter, id, words.value);
      await tx.audit('appeal.received', { type: 'letter', id: letterId }, { appeal: id });
      return ok(id);
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'framework.manage')) return [];
    const waiting = await this.work.read(actor, (tx) => this.store.toAnswer(tx));
    return waiting.map(({ id, content, appeal }) => ({
      title: `Answer the appeal of ${content.provider}`,
      href: `/letters/${id}`,
      kind: 'Applications',
      detail: `${content.framework}, ${content.lot}${appeal && `, received on ${formatDate(londonDate(new Date(appeal.receivedAt)))}`}`,
    }));
  }

  /** By somebody who did not take the decision. Problems: `appeal.second-person`, `appeal.answered`. */
  answer(
    actor: Actor,
    letterId: string,
    command: { readonly outcome: AppealOutcome; readonly answer: string },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const letter = await this.store.byId(tx, letterId);
      if (letter === undefined) return notFound('letter');
      if (!canAnswer(actor, letter)) return forbidden('framework.manage');
      if (letter.appeal === null) return notFound('appeal');
      if (!isCode(APPEAL_OUTCOMES, command.outcome)) return invalid('outcome', 'choice');
      const words = cleanText(command.answer, { field: 'answer', max: 8000, multiline: true, required: true });
      if (!words.ok) return words;
      await this.store.answerAppeal(tx, letterId, command.outcome, words.value);
      await tx.audit('appeal.answered', { type: 'letter', id: letterId }, { outcome: command.outcome });
      const { organisationId } = letter;
      const reference = referenceOf(letter.content);
      await announce(tx, {
        kind: 'appeal.answered',
        organisationId,
        subjectType: 'letter',
        subjectId: letterId,
        reference,
      });
      return ok();
    });
  }
}

function factsOf({ found, item, decidedOn, standstillUntil, admittedFrom }: LetterAbout): Result<LetterFacts> {
  if (!isCode(ADMISSION_OUTCOMES, item.outcome)) return invalid('outcome', 'choice');
  return ok({
    authority: found.authorityName,
    framework: found.frameworkName,
    lot: `lot ${found.lotNumber}: ${found.lotName}`,
    provider: found.providerName,
    applied: found.applicationId !== null,
    outcome: item.outcome,
    reasons: item.reasons,
    conditions: item.conditions,
    admittedTo: found.toDate,
    feedback: found.feedback,
    decidedOn,
    standstillUntil,
    admittedFrom,
  });
}

/** As a message names it: Lot 3. */
const referenceOf = ({ lot }: LetterFacts): string => lot.replace(/^lot (\d+):.*$/s, 'Lot $1');

const canAnswer = (actor: Actor, letter: Letter): boolean =>
  may(actor, 'framework.manage') && actor.authorityId === letter.authorityId;
