import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, type SupportKind } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { ContactGiven, CycleDecision, CycleStatus, Intensity } from '../domain/cycle.js';
import type { FilledForm, Moment, Respondent, ScoredAnswer } from '../domain/views.js';

explainConstraint('support_cycle_one_open', 'support.under-way');
explainConstraint('support_cycle_round_once', 'support.under-way');
explainConstraint('support_cycle_stands', 'support.cycle-decided');
explainConstraint('support_cycle_over', 'support.cycle-over');
explainConstraint('support_form_once', 'support.form-exists');
explainConstraint('support_form_ends_once', 'support.form-exists');

export interface Cycle {
  readonly id: string;
  readonly reference: string;
  readonly requestId: string;
  readonly authorityId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly teamId: string;
  readonly team: string;
  readonly kind: SupportKind;
  readonly round: number;
  readonly intensity: Intensity;
  readonly hundredths: number;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly status: CycleStatus;
  readonly reviewOn: DateOnly | null;
  readonly decided: Exclude<CycleDecision, 'REVIEW'> | null;
  readonly reasons: string | null;
  readonly endedOn: DateOnly | null;
}

export type NewCycle = Pick<
  Cycle,
  'requestId' | 'authorityId' | 'schoolId' | 'teamId' | 'round' | 'intensity' | 'hundredths' | 'startsOn' | 'plannedEnd'
>;

export interface Contact extends ContactGiven {
  readonly id: string;
  readonly recordedBy: string | null;
}

export interface KeptForm extends FilledForm {
  readonly id: string;
  readonly words: string | null;
}

const ROWS = `select c.id, c.reference, c.request_id as "requestId", c.authority_id as "authorityId",
  c.school_organisation_id as "schoolId", o.name as school, c.team_id as "teamId", t.name as team, t.kind, c.round, c.intensity,
  c.hundredths, c.starts_on as "startsOn", c.planned_end as "plannedEnd", c.status, c.review_on as "reviewOn", c.decided,
  c.reasons, c.ended_on as "endedOn"
  from support_cycle c join support_team t on t.id = c.team_id join organisation o on o.id = c.school_organisation_id`;

/** Rounds of support, what was done in them and what was said of them. Row security: whoever sees the request. */
@Injectable()
export class CycleStore {
  async add(tx: Tx, cycle: NewCycle): Promise<string> {
    const id = newId();
    await insertRows(tx, 'support_cycle', [
      {
        id,
        request_id: cycle.requestId,
        authority_id: cycle.authorityId,
        school_organisation_id: cycle.schoolId,
        team_id: cycle.teamId,
        round: cycle.round,
        intensity: cycle.intensity,
        hundredths: cycle.hundredths,
        starts_on: cycle.startsOn,
        planned_end: cycle.plannedEnd,
        status: 'ACTIVE',
        granted_at: tx.now,
        granted_by: tx.actor.userId,
      },
    ]);
    return id;
  }

  async find(tx: Tx, id: string): Promise<Cycle | undefined> {
    const [row] = await tx.query<Cycle>(`${ROWS} where c.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Cycle | undefined> {
    const [row] = await tx.query<Cycle>(`${ROWS} where c.id = $1 for update of c`, [id]);
    return row;
  }

  /** The first round first; at most 50. */
  ofRequest(tx: Tx, requestId: string): Promise<Cycle[]> {
    return tx.query<Cycle>(`${ROWS} where c.request_id = $1 order by c.round limit 50`, [requestId]);
  }

  /** Those under way or to be reviewed, by the day on which something is due. */
  open(tx: Tx, limit: number): Promise<Cycle[]> {
    return tx.query<Cycle>(
      `${ROWS} where c.status <> 'ENDED'
       order by case c.status when 'UNDER_REVIEW' then c.review_on else c.planned_end end, c.id limit $1`,
      [limit],
    );
  }

  async review(tx: Tx, id: string, { on, reasons }: { on: DateOnly; reasons: string }): Promise<void> {
    await tx.query(`update support_cycle set status = 'UNDER_REVIEW', review_on = $2, reasons = $3 where id = $1`, [
      id,
      on,
      reasons,
    ]);
  }

  async end(tx: Tx, id: string, { decided, reasons }: { decided: CycleDecision; reasons: string }): Promise<void> {
    await tx.query(
      `update support_cycle set status = 'ENDED', decided = $2, reasons = $3, ended_on = $4, ended_at = $5, ended_by = $6
       where id = $1`,
      [id, decided, reasons, tx.today, tx.now, tx.actor.userId],
    );
  }

  async addContact(tx: Tx, cycle: Cycle, contact: ContactGiven): Promise<void> {
    await insertRows(tx, 'support_contact', [
      {
        id: newId(),
        cycle_id: cycle.id,
        authority_id: cycle.authorityId,
        held_on: contact.heldOn,
        sort: contact.sort,
        minutes: contact.minutes,
        note: contact.note,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  /** The latest first; at most 200. */
  contacts(tx: Tx, cycleId: string): Promise<Contact[]> {
    return tx.query<Contact>(
      `select id, held_on as "heldOn", sort, minutes, note, recorded_by as "recordedBy" from support_contact
       where cycle_id = $1 order by held_on desc, id desc limit 200`,
      [cycleId],
    );
  }

  async addForm(
    tx: Tx,
    cycle: Cycle,
    form: { moment: Moment; respondent: Respondent; givenOn: DateOnly; words: string | null },
    answers: readonly ScoredAnswer[],
  ): Promise<string> {
    const id = newId();
    await insertRows(tx, 'support_form', [
      {
        id,
        cycle_id: cycle.id,
        authority_id: cycle.authorityId,
        moment: form.moment,
        respondent: form.respondent,
        given_on: form.givenOn,
        words: form.words,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
    await insertRows(
      tx,
      'support_form_answer',
      answers.map(({ code, question, score }, at) => ({
        form_id: id,
        authority_id: cycle.authorityId,
        position: at + 1,
        code,
        question,
        score,
      })),
    );
    return id;
  }

  /** Of all rounds of a request up to this one, in order; at most 100. */
  forms(tx: Tx, { requestId, round }: Pick<Cycle, 'requestId' | 'round'>): Promise<KeptForm[]> {
    return tx.query<KeptForm>(
      `select f.id, f.moment, f.respondent, f.given_on as "givenOn", f.words,
         (select json_agg(json_build_object('code', a.code, 'question', a.question, 'score', a.score) order by a.position)
           from support_form_answer a where a.form_id = f.id) as answers
       from support_form f join support_cycle c on c.id = f.cycle_id
       where c.request_id = $1 and c.round <= $2 order by c.round, f.moment = 'OUT', f.given_on, f.id limit 100`,
      [requestId, round],
    );
  }
}
