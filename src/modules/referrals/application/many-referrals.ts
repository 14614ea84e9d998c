import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type FieldFault,
  forbidden,
  invalid,
  may,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import type { Answers } from '../domain/answers.js';
import { type CheckContext, checkReferral } from '../domain/check-answers.js';
import { MANY_MAX, type ManyRow, readManyRow, SEND_MAX } from '../domain/many.js';
import { type AnswerPatch, patched } from '../domain/read-answers.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { OPEN_STATUSES } from '../domain/referral-states.js';
import { type Batch, BatchStore, type StartedRow } from '../persistence/batch.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { actsForAuthority, referralPolicy } from '../referrals.policy.js';
import { isOpenSchool } from './named-schools.js';
import { ReferralFile } from './referral-file.js';
import { StartReferral } from './start-referral.js';
import { SubmitReferral } from './submit-referral.js';

const LINES_NAMED = 20;

/** What would become of a row. */
export type RowOutcome =
  /** A new draft; so many answers are wanted, or to be put right, before it can be sent. */
  | { readonly kind: 'NEW'; readonly patch: AnswerPatch; readonly wanted: number }
  /** There is a draft, or an open request, for this pupil already: nothing is done. */
  | { readonly kind: 'SAME' }
  | { readonly kind: 'FAULT'; readonly faults: readonly FieldFault[] };

export interface StartedView extends StartedRow {
  readonly pupil: string;
  /** Of a draft: how many answers are wanted before it can be sent. */
  readonly wanted: number;
}

export interface ManyView {
  readonly batch: Batch;
  readonly rows: readonly { readonly row: ManyRow; readonly outcome: RowOutcome }[];
  /** Once they are started. */
  readonly started: readonly StartedView[];
  readonly maySend: boolean;
}

/** Many requests at once from a file: looked at first, then all of them drafts or none; those that are whole can be sent together. */
@Injectable()
export class ManyReferrals {
  constructor(
    private readonly work: UnitOfWork,
    private readonly batches: BatchStore,
    private readonly referrals: ReferralStore,
    private readonly organisations: Organisations,
    private readonly file: ReferralFile,
    private readonly start: StartReferral,
    private readonly submit: SubmitReferral,
  ) {}

  /** Keeps what was sent, to be looked at; nothing is started. Rules on `file`: `empty-file`, `too-many-referrals`. */
  keep(actor: Actor, given: { readonly name: string; readonly rows: readonly ManyRow[] }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!referralPolicy.canCreate(tx.actor)) return forbidden('referral.create');
      if (given.rows.length === 0) return invalid('file', 'empty-file');
      if (given.rows.length > MANY_MAX) return invalid('file', 'too-many-referrals', { max: MANY_MAX });
      const name = cleanText(given.name, { field: 'file', max: 200 });
      const id = newId();
      await this.batches.add(tx, {
        id,
        name: name.ok && name.value !== '' ? name.value : 'referrals.csv',
        rows: given.rows,
      });
      await tx.audit('referral.batch-sent', { type: 'referral-batch', id }, { rows: given.rows.length });
      return ok(id);
    });
  }

  view(actor: Actor, id: string): Promise<Result<ManyView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const batch = await this.batches.find(tx, id);
      if (batch === undefined) return notFound('referral-batch');
      const maySend = may(tx.actor, 'referral.submit');
      const rows = await this.read(tx, batch.rows);
      return ok({ batch, rows, started: await this.started(tx, batch), maySend });
    });
  }

  /**
   * Makes a draft of every new row, or of none. A second time does nothing and answers with what the first did. Problem:
   * `referrals.rows-refused` (facts: rows, and their lines, twenty at most) while any row has a fault.
   */
  apply(actor: Actor, id: string): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      await this.batches.lock(tx);
      const batch = await this.batches.find(tx, id);
      if (batch === undefined) return notFound('referral-batch');
      if (batch.started !== null) return ok(batch.started.length);
      const rows = await this.read(tx, batch.rows);
      const refused = rows.filter(({ outcome }) => outcome.kind === 'FAULT');
      if (refused.length > 0) {
        const lines = refused.slice(0, LINES_NAMED).map(({ row }) => String(row.line));
        return problem('referrals.rows-refused', { rows: refused.length, lines });
      }
      const started: string[] = [];
      for (const { outcome } of rows) {
        if (outcome.kind !== 'NEW') continue;
        const draft = await this.start.within(tx, outcome.patch);
        if (!draft.ok) return draft;
        started.push(draft.value.id);
      }
      await this.batches.applied(tx, id, started);
      await tx.audit('referral.batch-applied', { type: 'referral-batch', id }, { started: started.length });
      return ok(started.length);
    });
  }

  /** Gives up what was sent and not started. */
  discard(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const batch = await this.batches.find(tx, id);
      if (batch === undefined) return notFound('referral-batch');
      await this.batches.discard(tx, id);
      await tx.audit('referral.batch-discarded', { type: 'referral-batch', id });
      return ok();
    });
  }

  /** Sends the drafts that are whole, each for itself, `SEND_MAX` at most: one that is refused stays a draft. */
  async send(actor: Actor, id: string): Promise<Result<{ sent: number; left: number }>> {
    const seen = await this.view(actor, id);
    if (!seen.ok) return seen;
    if (!seen.value.maySend) return forbidden('referral.submit');
    const whole = seen.value.started.filter(({ status, wanted }) => status === 'DRAFT' && wanted === 0);
    let sent = 0;
    for (const draft of whole.slice(0, SEND_MAX)) {
      const done = await this.submit.run(actor, draft.id);
      if (done.ok) sent += 1;
    }
    return ok({ sent, left: whole.length - sent });
  }

  private async read(tx: Tx, rows: readonly ManyRow[]): Promise<ManyView['rows']> {
    const upns = rows.map(({ cells }) => cells['pupil.upn']?.toUpperCase() ?? '');
    const taken = await this.batches.taken(tx, upns, OPEN_STATUSES);
    const contexts = new Map<string, Promise<CheckContext>>();
    const read: { row: ManyRow; outcome: RowOutcome }[] = [];
    for (const [at, row] of rows.entries()) {
      const outcome = await this.outcome(tx, row, { earlier: rows.slice(0, at), taken, contexts });
      read.push({ row, outcome });
    }
    return read;
  }

  private async outcome(
    tx: Tx,
    row: ManyRow,
    among: { earlier: readonly ManyRow[]; taken: ReadonlySet<string>; contexts: Map<string, Promise<CheckContext>> },
  ): Promise<RowOutcome> {
    const patch = readManyRow(row, among.earlier);
    const school = await this.school(tx, row.cells['school'] ?? '');
    const faults = [...(patch.ok ? [] : patch.problem.fields), ...(school.ok ? [] : school.problem.fields)];
    if (faults.length > 0 || !patch.ok || !school.ok) return { kind: 'FAULT', faults };
    if (among.taken.has(patch.value['pupil.upn'] ?? '')) return { kind: 'SAME' };
    const whole: AnswerPatch = { ...patch.value, schoolId: school.value };
    let context = among.contexts.get(school.value);
    if (context === undefined) {
      context = this.file.context(tx, draftOf(tx.actor), school.value);
      among.contexts.set(school.value, context);
    }
    return { kind: 'NEW', patch: whole, wanted: wantedOf(patched({}, whole), await context) };
  }

  /** One's own, or for the authority's people the one whose URN the row names. Rules on `school`: `required`, `school`, `own-school`. */
  private async school(tx: Tx, urn: string): Promise<Result<string>> {
    const own = tx.actor.organisationId ?? '';
    if (!actsForAuthority(tx.actor)) {
      if (urn === '') return ok(own);
      const named = await this.organisations.byUrn(tx, urn);
      return named?.id === own ? ok(own) : invalid('school', 'own-school');
    }
    if (urn === '') return invalid('school', 'required');
    const named = await this.organisations.byUrn(tx, urn);
    return named !== undefined && isOpenSchool(named) ? ok(named.id) : invalid('school', 'school');
  }

  private async started(tx: Tx, { started }: Batch): Promise<StartedView[]> {
    if (started === null || started.length === 0) return [];
    const views: StartedView[] = [];
    for (const row of await this.batches.started(tx, started)) {
      const referral = await this.referrals.find(tx, row.id);
      if (referral === undefined) continue;
      const { answers } = await this.file.open(tx, referral);
      const pupil = [answers['pupil.forename'], answers['pupil.surname']].filter(Boolean).join(' ');
      const isDraft = row.status === 'DRAFT';
      const wanted = isDraft ? wantedOf(answers, await this.file.context(tx, referral, answers.schoolId ?? null)) : 0;
      views.push({ ...row, pupil, wanted });
      await tx.audit('referral.read', { type: 'referral', id: row.id, referralId: row.id }, { part: 'batch' });
    }
    return views;
  }
}

/** How many answers keep this from being sent. */
function wantedOf(answers: Answers, context: CheckContext): number {
  const checked = checkReferral(answers, context);
  return checked.ok ? 0 : checked.problem.fields.length;
}

const draftOf = (actor: Actor): Pick<ReferralCase, 'authorityId' | 'submittedAt' | 'createdOrganisationId'> => ({
  authorityId: actor.authorityId ?? '',
  submittedAt: null,
  createdOrganisationId: actor.organisationId ?? '',
});
