import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  isCode,
  may,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { announce } from '../../notifications/index.js';
import { type Decision, Decisions } from '../../panels/index.js';
import { Referrals } from '../../referrals/index.js';
import {
  type Asker,
  ASKERS,
  QUESTIONED_BECAUSE,
  type QuestionedBecause,
  RECONSIDERED,
  type Reconsidered,
  type Reminder,
  nextReminder,
  wayBack,
} from '../domain/reconsideration.js';
import { type PanelLetter, PanelLetterStore } from '../persistence/panel-letter.store.js';
import { type Reconsideration, ReconsiderationStore } from '../persistence/reconsideration.store.js';
import { AnswerLetters } from './answer-letters.js';
import { ReconsiderationClock } from './reconsideration-clock.js';

export const REMIND_RECONSIDERATION = 'placements.remind-reconsideration';

export interface Question {
  readonly askedBy: Asker;
  readonly asker: string;
  readonly askedOn: DateOnly;
  readonly factors: readonly string[];
  readonly grounds: string;
}

export interface ReconsiderationView {
  readonly asked: Reconsideration;
  /** What the decision rested on; null where the reader may not read it. */
  readonly decision: Decision | null;
  readonly letterId: string | null;
  /** What school and family were written in answer. */
  readonly answers: readonly PanelLetter[];
  readonly mayAnswer: boolean;
}

/** Reminders are given in the morning. */
const remindAt = (day: DateOnly): number => Date.parse(`${day}T08:00:00Z`);
const TOLD = { DUE: 'reconsideration.due', OVERDUE: 'reconsideration.overdue' } as const;
const keyOf = (id: string): string => `${REMIND_RECONSIDERATION}:${id}`;

/** A school or a family asks that a panel's decision be looked at again; somebody who took no part in it answers. */
@Injectable()
export class Reconsiderations implements LinkSource, TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ReconsiderationStore,
    private readonly letters: PanelLetterStore,
    private readonly decisions: Decisions,
    private readonly referrals: Referrals,
    private readonly clock: ReconsiderationClock,
    private readonly answers: AnswerLetters,
  ) {}

  /** What may be asked about: a letter to the asker, or to the school for whoever writes down what a family says. */
  letter(actor: Actor, letterId: string): Promise<Result<PanelLetter>> {
    return this.work.read(actor, async (tx) => {
      const letter = await this.letters.byId(tx, letterId);
      if (letter === undefined || letter.audience === 'PROVIDER') return notFound('letter');
      return mayAsk(actor, letter) ? ok(letter) : forbidden('reconsideration.ask');
    });
  }

  /** Problems: `reconsideration.asked`, `reconsideration.too-late`, `reconsideration.not-open`, `policy.none-in-force`. */
  ask(actor: Actor, letterId: string, question: Question): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const letter = await this.letters.byId(tx, letterId);
      if (letter === undefined || letter.audience === 'PROVIDER') return notFound('letter');
      if (!mayAsk(actor, letter)) return forbidden('reconsideration.ask');
      const checked = check(tx, asksFor(actor, letter), question);
      if (!checked.ok) return checked;
      if (letter.askBy === null) return problem('reconsideration.not-open');
      if (checked.value.askedOn > letter.askBy) return problem('reconsideration.too-late', { until: letter.askBy });
      const due = await this.clock.due(tx, letter, checked.value.askedOn);
      if (!due.ok) return due;
      const id = newId();
      await this.store.add(tx, letter, { id, ...checked.value, ...due.value });
      const subject = { type: 'reconsideration', id, referralId: letter.referralId };
      await tx.audit('reconsideration.asked', subject, { askedBy: checked.value.askedBy, dueOn: due.value.dueOn });
      const asked = await this.store.byId(tx, id);
      if (asked === undefined) return notFound('reconsideration');
      await this.askForReminder(tx, asked);
      await this.clock.tell(tx, 'reconsideration.asked', asked);
      return ok(id);
    });
  }

  /**
   * By somebody who took no part in the decision. A declined request that goes back waits again; where a place was
   * approved, it stands until the panel has said so. Problems: `reconsideration.second-person`, `reconsideration.answered`,
   * `reconsideration.case-over`, `referral.already-open`.
   */
  answer(
    actor: Actor,
    id: string,
    said: { readonly outcome: Reconsidered; readonly answer: string },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const asked = await this.store.byId(tx, id);
      if (asked === undefined) return notFound('reconsideration');
      if (!canAnswer(actor, asked)) return forbidden('decision.reconsider');
      if (!isCode(RECONSIDERED, said.outcome)) return invalid('outcome', 'choice');
      const words = cleanText(said.answer, { field: 'answer', max: 8000, multiline: true, required: true });
      if (!words.ok) return words;
      const referral = await this.referrals.lock(tx, asked.referralId);
      const decision = await this.decisions.byId(tx, asked.decisionId);
      if (referral === undefined || decision === undefined) return notFound('reconsideration');
      await this.store.answer(tx, id, { outcome: said.outcome, answer: words.value });
      if (said.outcome === 'TO_PANEL') {
        const way = wayBack(decision.outcome, referral.status);
        if (way === 'OVER') return problem('reconsideration.case-over');
        const reopened = way === 'REOPEN' ? await this.referrals.reopen(tx, referral.id, { note: words.value }) : ok();
        if (!reopened.ok) return reopened;
      }
      await tx.cancelJob(keyOf(id));
      await this.answers.issue(tx, { ...asked, outcome: said.outcome, answer: words.value });
      const subject = { type: 'reconsideration', id, referralId: asked.referralId };
      await tx.audit('reconsideration.answered', subject, { outcome: said.outcome });
      const about = { subjectType: 'reconsideration', subjectId: id, reference: asked.reference };
      await announce(tx, { kind: 'reconsideration.answered', organisationId: asked.schoolId, ...about });
      return ok();
    });
  }

  /**
   * Everybody who may answer is told once before the clock runs out, and once when it has. Safe to run twice: what is
   * told is marked first, and the next is asked for in the same transaction.
   */
  remind(actor: Actor, id: string, complete: (tx: Tx) => Promise<void>): Promise<Result<Reminder | 'NOTHING'>> {
    return this.work.inTransaction(actor, async (tx) => {
      const told = await this.tellWhatIsDue(tx, id);
      const asked = await this.store.byId(tx, id);
      if (asked !== undefined) await this.askForReminder(tx, asked);
      await complete(tx);
      return ok(told);
    });
  }

  private async tellWhatIsDue(tx: Tx, id: string): Promise<Reminder | 'NOTHING'> {
    const asked = await this.store.byId(tx, id);
    const next = asked === undefined ? null : nextReminder(asked, tx.today);
    if (asked === undefined || next === null || remindAt(next.on) > tx.now.getTime()) return 'NOTHING';
    if (!(await this.store.remind(tx, id, next.kind))) return 'NOTHING';
    const subject = { type: 'reconsideration', id, referralId: asked.referralId };
    await tx.audit('reconsideration.reminded', subject, { told: next.kind });
    await this.clock.tell(tx, TOLD[next.kind], asked);
    return next.kind;
  }

  private async askForReminder(tx: Tx, asked: Reconsideration): Promise<void> {
    const next = nextReminder(asked, tx.today);
    if (next === null) return;
    const delayMs = Math.max(0, remindAt(next.on) - tx.now.getTime());
    await tx.outbox(REMIND_RECONSIDERATION, { reconsiderationId: asked.id }, { debounceKey: keyOf(asked.id), delayMs });
  }

  view(actor: Actor, id: string): Promise<Result<ReconsiderationView>> {
    return this.work.read(actor, async (tx) => {
      const asked = await this.store.byId(tx, id);
      if (asked === undefined) return notFound('reconsideration');
      const decision = may(actor, 'decision.read') ? await this.decisions.byId(tx, asked.decisionId) : undefined;
      const letters = await this.letters.ofDecision(tx, asked.decisionId);
      const letter = letters.find(({ audience }) => audience === asked.askedBy);
      const deciders = decision === undefined ? [] : await this.decisions.deciders(tx, decision.id);
      await tx.audit(
        'referral.read',
        { type: 'referral', id: asked.referralId, referralId: asked.referralId },
        {
          part: 'reconsideration',
        },
      );
      return ok({
        asked,
        decision: decision ?? null,
        letterId: letter?.id ?? null,
        answers: await this.letters.answering(tx, id),
        mayAnswer:
          canAnswer(actor, asked) && asked.outcome === null && !deciders.some((one) => one.userId === actor.userId),
      });
    });
  }

  async list(actor: Actor, page: { readonly offset: number; readonly limit: number }) {
    if (!may(actor, 'decision.reconsider')) return forbidden('decision.reconsider');
    return ok(await this.work.read(actor, (tx) => this.store.list(tx, page)));
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'decision.reconsider')) return [];
    const waiting = await this.work.read(actor, (tx) => this.store.toAnswer(tx));
    return waiting.map(({ id, reference, askedBy, askedOn, dueOn }) => ({
      title: `Answer whether the decision on ${reference} stands`,
      href: `/reconsiderations/${id}`,
      kind: 'The panel',
      dueOn,
      detail: `Asked by ${ASKERS[askedBy].toLowerCase()} on ${formatDate(askedOn)}`,
    }));
  }

  async linksFor(actor: Actor, record: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!may(actor, 'referral.read')) return [];
    const asked = await this.work.read(actor, (tx) => this.store.ofReferral(tx, record.id));
    return asked.map(({ id, askedOn, outcome }) => ({
      text: `Decision questioned on ${formatDate(askedOn)}: ${outcome === null ? 'to be answered' : RECONSIDERED[outcome].toLowerCase()}`,
      href: `/reconsiderations/${id}`,
    }));
  }
}

/** A coordinator or the school writes down what a family says; a school asks for itself. */
export const mayAsk = (actor: Actor, letter: PanelLetter): boolean =>
  may(actor, 'panel.manage')
    ? actor.authorityId === letter.authorityId
    : may(actor, 'referral.submit') && actor.organisationId === letter.schoolOrganisationId;

/** A coordinator never asks for a school; a school asks for itself from its own letter. */
export const asksFor = (actor: Actor, { audience }: PanelLetter): Asker =>
  may(actor, 'panel.manage') || audience === 'FAMILY' ? 'FAMILY' : 'SCHOOL';

const canAnswer = (actor: Actor, asked: Reconsideration): boolean =>
  may(actor, 'decision.reconsider') && actor.authorityId === asked.authorityId && actor.userId !== null;

type Checked = Pick<Reconsideration, 'askedBy' | 'asker' | 'askedOn' | 'grounds' | 'factors'>;

function check(tx: Tx, asksFor: Asker, question: Question): Result<Checked> {
  const { askedBy, factors } = question;
  if (askedBy !== asksFor) return invalid('askedBy', 'choice');
  const known = [...new Set(factors)].filter((one): one is QuestionedBecause => isCode(QUESTIONED_BECAUSE, one));
  if (known.length === 0 || known.length < new Set(factors).size) return invalid('factors', 'choose-one');
  const grounds = cleanText(question.grounds, { field: 'grounds', max: 8000, multiline: true, required: true });
  if (!grounds.ok) return grounds;
  const family = askedBy === 'FAMILY';
  const asker = cleanText(question.asker, { field: 'asker', max: 80, required: family });
  if (!asker.ok) return asker;
  // A school asks today; a family may have asked some days ago.
  const askedOn = family ? question.askedOn : tx.today;
  if (askedOn > tx.today) return invalid('askedOn', 'not-in-the-future');
  return ok({ askedBy, asker: family ? asker.value : null, askedOn, grounds: grounds.value, factors: known });
}
