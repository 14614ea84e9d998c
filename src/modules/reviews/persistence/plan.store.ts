import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { CheckedPlan, ContactGiven, Route } from '../domain/plan.js';

explainConstraint('placement_plan_version', 'plan.changed-meanwhile');
explainConstraint('placement_plan_stands', 'plan.agreed');
explainConstraint('plan_agreement_pk', 'plan.agreed-already');
explainConstraint('placement_contact_position', 'contacts.changed-meanwhile');

export type Side = 'SCHOOL' | 'PROVIDER' | 'AUTHORITY';

export interface Plan {
  readonly id: string;
  readonly placementId: string;
  readonly version: number;
  readonly route: Route;
  readonly target: string;
  readonly targetOn: DateOnly | null;
  readonly expectedEnd: DateOnly;
  readonly absenceReporting: string;
  readonly parties: readonly string[];
  readonly writtenFor: Side;
  readonly writtenAt: Date;
  readonly agreedAt: Date | null;
}

export interface Objective {
  readonly id: string;
  readonly position: number;
  readonly what: string;
  readonly measured: string;
  readonly dueOn: DateOnly;
}

export interface Agreement {
  readonly organisationId: string;
  readonly name: string;
  readonly agreedAt: Date;
}

export interface Contact extends ContactGiven {
  readonly position: number;
}

const PLAN = `select id, placement_id as "placementId", version, route, target, target_on as "targetOn",
  expected_end as "expectedEnd", absence_reporting as "absenceReporting", parties, written_for as "writtenFor",
  written_at as "writtenAt", agreed_at as "agreedAt" from placement_plan`;

@Injectable()
export class PlanStore {
  async latest(tx: Tx, placementId: string): Promise<Plan | undefined> {
    const [plan] = await tx.query<Plan>(`${PLAN} where placement_id = $1 order by version desc limit 1`, [placementId]);
    return plan;
  }

  /** The version that all parties agreed to last: what reviews measure against. */
  async agreed(tx: Tx, placementId: string): Promise<Plan | undefined> {
    const [plan] = await tx.query<Plan>(
      `${PLAN} where placement_id = $1 and agreed_at is not null order by version desc limit 1`,
      [placementId],
    );
    return plan;
  }

  /** The newest first; at most 50. */
  versions(tx: Tx, placementId: string): Promise<Plan[]> {
    return tx.query<Plan>(`${PLAN} where placement_id = $1 order by version desc limit 50`, [placementId]);
  }

  /** Two parties that agree at the same moment come one after the other. */
  async lock(tx: Tx, placementId: string, version: number): Promise<Plan | undefined> {
    const [plan] = await tx.query<Plan>(`${PLAN} where placement_id = $1 and version = $2 for update`, [
      placementId,
      version,
    ]);
    return plan;
  }

  objectives(tx: Tx, planId: string): Promise<Objective[]> {
    return tx.query<Objective>(
      `select id, position, what, measured, due_on as "dueOn" from plan_objective where plan_id = $1 order by position`,
      [planId],
    );
  }

  agreements(tx: Tx, planId: string): Promise<Agreement[]> {
    return tx.query<Agreement>(
      `select a.organisation_id as "organisationId", o.name, a.agreed_at as "agreedAt"
       from plan_agreement a join organisation o on o.id = a.organisation_id where a.plan_id = $1 order by a.agreed_at, o.name`,
      [planId],
    );
  }

  async add(
    tx: Tx,
    plan: CheckedPlan & {
      readonly placementId: string;
      readonly authorityId: string;
      readonly version: number;
      readonly parties: readonly string[];
      readonly writtenFor: Side;
    },
  ): Promise<string> {
    const id = newId();
    const { placementId, authorityId } = plan;
    await insertRows(tx, 'placement_plan', [
      {
        id,
        placement_id: placementId,
        version: plan.version,
        route: plan.route,
        target: plan.target,
        target_on: plan.targetOn,
        expected_end: plan.expectedEnd,
        absence_reporting: plan.absenceReporting,
        parties: plan.parties,
        written_for: plan.writtenFor,
        written_at: tx.now,
        written_by: tx.actor.userId,
      },
    ]);
    await insertRows(
      tx,
      'plan_objective',
      plan.objectives.map(({ what, measured, dueOn }, index) => ({
        id: newId(),
        plan_id: id,
        authority_id: authorityId,
        placement_id: placementId,
        position: index + 1,
        what,
        measured,
        due_on: dueOn,
      })),
    );
    return id;
  }

  /** One party's agreement; true when it was the last one that was missing. */
  async agree(tx: Tx, plan: Plan, authorityId: string): Promise<boolean> {
    await insertRows(tx, 'plan_agreement', [
      {
        plan_id: plan.id,
        organisation_id: tx.actor.organisationId,
        authority_id: authorityId,
        agreed_at: tx.now,
        agreed_by: tx.actor.userId,
      },
    ]);
    const agreed = new Set((await this.agreements(tx, plan.id)).map(({ organisationId }) => organisationId));
    if (!plan.parties.every((party) => agreed.has(party))) return false;
    await tx.query('update placement_plan set agreed_at = $2 where id = $1', [plan.id, tx.now]);
    return true;
  }

  contacts(tx: Tx, placementId: string): Promise<Contact[]> {
    return tx.query<Contact>(
      `select position, name, relation, phone, note from placement_contact where placement_id = $1 order by position`,
      [placementId],
    );
  }

  /** What was kept before is gone: other people's numbers are kept only while they are needed. */
  async replaceContacts(tx: Tx, placementId: string, contacts: readonly ContactGiven[]): Promise<void> {
    await tx.query(`delete from placement_contact where placement_id = $1`, [placementId]);
    await insertRows(
      tx,
      'placement_contact',
      contacts.map(({ name, relation, phone, note }, index) => ({
        id: newId(),
        placement_id: placementId,
        position: index + 1,
        name,
        relation,
        phone,
        note,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      })),
    );
  }
}
