import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  mondayOf,
  move,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { checkContact, type CycleDecision, cycleMoves, DECISIONS, WORK_SORTS, weeksOf } from '../domain/cycle.js';
import { MOMENTS, readScores, RESPONDENTS } from '../domain/views.js';
import { CaseloadStore } from '../persistence/caseload.store.js';
import { type Cycle, CycleStore } from '../persistence/cycle.store.js';
import { RequestStore } from '../persistence/request.store.js';
import { TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';
import { leadsTeam } from './answer-request.js';
import { GrantSupport } from './grant-support.js';

export interface LoggedContact {
  readonly heldOn: DateOnly;
  readonly sort: string;
  readonly minutes: number;
  readonly note: unknown;
}

export interface FormGiven {
  readonly moment: string;
  readonly respondent: string;
  readonly givenOn: DateOnly;
  readonly scores: Readonly<Record<string, unknown>>;
  readonly words: unknown;
}

export interface DecisionGiven {
  readonly decision: string;
  readonly reasons: unknown;
  /** Of a review. */
  readonly reviewOn: DateOnly | null;
  /** Of a light touch or another round. */
  readonly startsOn: DateOnly | null;
  readonly weeks: number | null;
}

type Decided = DecisionGiven & { readonly decision: CycleDecision; readonly reasons: string };

/** A round of support while it lasts: what was done, what is said of it, and what follows. Locks: request, cycle, team, weeks. */
@Injectable()
export class RunCycle {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly cycles: CycleStore,
    private readonly teams: TeamStore,
    private readonly caseload: CaseloadStore,
    private readonly grant: GrantSupport,
  ) {}

  /** Rules: the fields. Refused: `support.cycle-over`. */
  log(actor: Actor, id: string, given: LoggedContact): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const cycle = await this.cycles.find(tx, id);
      if (cycle === undefined) return notFound('support-cycle');
      if (!supportPolicy.canLog(actor, cycle)) return forbidden('support.answer');
      if (!isCode(WORK_SORTS, given.sort)) return invalid('sort', 'choose-one');
      const note = cleanText(given.note, { field: 'note', max: 500, multiline: true });
      if (!note.ok) return note;
      const contact = { ...given, sort: given.sort, note: note.value || null };
      const checked = checkContact(contact, cycle, tx.today);
      if (!checked.ok) return checked;
      await this.cycles.addContact(tx, cycle, contact);
      await tx.audit('support.contact-logged', { type: 'support-cycle', id }, { sort: given.sort });
      return ok();
    });
  }

  /** Rules: the fields, `scores.CODE`. Refused: `support.form-exists`, `support.cycle-over`. */
  keepForm(actor: Actor, id: string, given: FormGiven): Promise<Result<{ formId: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const cycle = await this.cycles.find(tx, id);
      if (cycle === undefined) return notFound('support-cycle');
      if (!supportPolicy.canWriteForms(actor, cycle)) return forbidden('support.answer');
      const { moment, respondent, givenOn } = given;
      if (!isCode(MOMENTS, moment)) return invalid('moment', 'choose-one');
      if (!isCode(RESPONDENTS, respondent)) return invalid('respondent', 'choose-one');
      if (givenOn > tx.today) return invalid('givenOn', 'not-in-the-future');
      const scores = readScores(respondent, given.scores);
      if (!scores.ok) return scores;
      const words = cleanText(given.words, { field: 'words', max: 1000, multiline: true });
      if (!words.ok) return words;
      const form = { moment, respondent, givenOn, words: words.value || null };
      const formId = await this.cycles.addForm(tx, cycle, form, scores.value);
      await tx.audit('support.form-kept', { type: 'support-cycle', id }, { moment, respondent });
      return ok({ formId });
    });
  }

  /** Once, by who leads the team or answers for the authority. Rules: the fields. Refused: `support.cycle-decided`, `support.full-in`. */
  decide(actor: Actor, id: string, given: DecisionGiven): Promise<Result<{ cycleId: string | null }>> {
    const { decision } = given;
    if (!isCode(DECISIONS, decision)) return Promise.resolve(invalid('decision', 'choose-one'));
    const reasons = cleanText(given.reasons, { field: 'reasons', max: 2000, multiline: true, required: true });
    if (!reasons.ok) return Promise.resolve(reasons);
    return this.work.inTransaction(actor, async (tx) => {
      const seen = await this.cycles.find(tx, id);
      const request = seen && (await this.requests.lock(tx, seen.requestId));
      const cycle = seen && (await this.cycles.find(tx, id));
      if (cycle === undefined || request === undefined) return notFound('support-cycle');
      if (!supportPolicy.canAnswer(actor, cycle, await leadsTeam(tx, this.teams, cycle.teamId)))
        return forbidden('support.answer');
      if (!move(cycleMoves, cycle.status, decision as Exclude<CycleDecision, 'REVIEW'>).ok)
        return problem('support.cycle-decided');
      const follows = await this.follow(tx, cycle, { ...given, decision, reasons: reasons.value });
      if (!follows.ok) return follows;
      await tx.audit('support.cycle-decided', { type: 'support-cycle', id }, { decision });
      const about = { subjectType: 'support-request', subjectId: request.id, reference: request.reference };
      await announce(tx, { kind: 'support.decided', organisationId: cycle.schoolId, ...about });
      return follows;
    });
  }

  private async follow(tx: Tx, cycle: Cycle, given: Decided): Promise<Result<{ cycleId: string | null }>> {
    const { decision, reasons, reviewOn, startsOn } = given;
    await this.teams.lock(tx, cycle.teamId);
    if (decision === 'REVIEW') {
      if (reviewOn === null) return invalid('reviewOn', 'required');
      if (reviewOn < tx.today) return invalid('reviewOn', 'too-early', { min: tx.today });
      await this.giveBack(tx, cycle, null);
      await this.cycles.review(tx, cycle.id, { on: reviewOn, reasons });
      return ok({ cycleId: null });
    }
    const goesOn = decision !== 'ENDED';
    if (goesOn && startsOn === null) return invalid('startsOn', 'required');
    await this.giveBack(tx, cycle, goesOn ? startsOn : null);
    await this.cycles.end(tx, cycle.id, { decided: decision, reasons });
    if (!goesOn || startsOn === null) return ok({ cycleId: null });
    const intensity = decision === 'LIGHT_TOUCH' ? 'LIGHT' : 'FULL';
    const next = { teamId: cycle.teamId, startsOn, weeks: given.weeks, intensity } as const;
    return this.grant.run(tx, cycle, next);
  }

  /** The weeks to come, and this one where the next round takes it; a review gave them back before. */
  private async giveBack(tx: Tx, cycle: Cycle, nextFrom: DateOnly | null): Promise<void> {
    if (cycle.status !== 'ACTIVE') return;
    const weeks = weeksOf(cycle.startsOn, cycle.plannedEnd).filter(
      (week) => week > tx.today || (nextFrom !== null && week >= mondayOf(nextFrom)),
    );
    if (weeks.length > 0) await this.caseload.giveBack(tx, cycle.teamId, weeks, cycle.hundredths);
  }
}
