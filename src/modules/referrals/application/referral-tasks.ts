import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import type { ReferralStatus } from '../domain/referral-states.js';
import { actsForAuthority } from '../referrals.policy.js';

const TASKS_MAX = 100;

interface TaskRow {
  id: string;
  reference: string | null;
  status: ReferralStatus;
  forename: string | null;
  surname: string | null;
  aimOn: DateOnly | null;
  missing: number;
}

/** What referrals ask of whoever signs in: a school finishes drafts and gives answers, the SEN officer takes up plans. */
@Injectable()
export class ReferralTasks implements TaskSource {
  constructor(private readonly work: UnitOfWork) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (may(actor, 'referral.create') && !actsForAuthority(actor)) return this.ofSchool(actor);
    if (!may(actor, 'referral.return')) return [];
    return [...(await this.withSen(actor)), ...(await this.waiting(actor))];
  }

  private async ofSchool(actor: Actor): Promise<Task[]> {
    const rows = await this.rows(
      actor,
      `(r.status in ('DRAFT', 'RETURNED')
        or (r.status in ('SUBMITTED', 'DECIDED', 'PLACED') and cardinality(r.missing) > 0))
       and (r.school_organisation_id = $1 or r.created_organisation_id = $1)`,
      [actor.organisationId],
    );
    return rows.map((row) => schoolTask(row));
  }

  private async withSen(actor: Actor): Promise<Task[]> {
    if (may(actor, 'decision.make')) return [];
    const rows = await this.rows(actor, `r.status = 'WITH_SEN' and r.authority_id = $1`, [actor.authorityId]);
    return rows.map((row) => ({
      title: `Take up ${row.reference ?? 'a referral'}: an EHC plan names a setting`,
      href: `/referrals/${row.id}`,
      dueOn: row.aimOn,
      kind: 'Referrals',
      detail: nameOf(row),
    }));
  }

  /** One line for the queue: each case in it is on the list itself, by clock. */
  private async waiting(actor: Actor): Promise<Task[]> {
    if (!may(actor, 'decision.make')) return [];
    const [queue] = await this.work.read(actor, (tx) =>
      tx.query<{ count: number; first: DateOnly | null }>(
        `select count(*)::int as count, min(aim_on) as first from referral where authority_id = $1 and status = 'SUBMITTED'`,
        [actor.authorityId],
      ),
    );
    if (queue === undefined || queue.count === 0) return [];
    return [
      {
        title: `${queue.count} ${queue.count === 1 ? 'referral waits' : 'referrals wait'} for a place`,
        href: '/referrals?status=SUBMITTED',
        dueOn: queue.first,
        kind: 'Referrals',
        detail: 'The first day to work to is shown',
      },
    ];
  }

  private rows(actor: Actor, where: string, parameters: readonly unknown[]): Promise<TaskRow[]> {
    return this.work.read(actor, (tx) =>
      tx.query<TaskRow>(
        `select r.id, r.reference, r.status, coalesce(i.forename, d.answers ->> 'pupil.forename') as forename,
           coalesce(i.surname, d.answers ->> 'pupil.surname') as surname, r.aim_on as "aimOn",
           cardinality(r.missing) as missing
         from referral r
         left join pupil_identity i on i.pupil_id = r.pupil_id
         left join referral_draft d on d.referral_id = r.id
         where ${where} order by r.aim_on nulls last, r.id limit ${TASKS_MAX}`,
        parameters,
      ),
    );
  }
}

const nameOf = (row: TaskRow): string =>
  [row.forename, row.surname].filter((part) => part !== null).join(' ') || 'A pupil without a name yet';

function schoolTask(row: TaskRow): Task {
  const common = { dueOn: row.aimOn, kind: 'Referrals', detail: row.reference ?? 'Draft' };
  const name = nameOf(row);
  if (row.status === 'DRAFT') {
    return { ...common, title: `Finish the referral for ${name}`, href: `/referrals/${row.id}/tasks` };
  }
  if (row.status === 'RETURNED') {
    return { ...common, title: `Give more information about ${name}`, href: `/referrals/${row.id}` };
  }
  const answers = `${row.missing} ${row.missing === 1 ? 'answer' : 'answers'}`;
  return { ...common, title: `Give ${answers} about ${name} before the first day`, href: `/referrals/${row.id}/tasks` };
}
