import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, formatDate } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { tariffPolicy } from '../tariffs.policy.js';

/** Prices that wait for the second signature of somebody who has not given the first. */
@Injectable()
export class PriceTasks implements TaskSource {
  constructor(private readonly work: UnitOfWork) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!tariffPolicy.canApprove(actor)) return [];
    const rows = await this.work.read(actor, (tx) =>
      tx.query<{ id: string; name: string; label: string; from_date: DateOnly }>(
        `SELECT t.id, o.name, t.label, t.from_date FROM tariff_line t
           JOIN organisation o ON o.id = t.provider_organisation_id
          WHERE t.status = 'DRAFT' AND t.authority_id = $1 AND t.approved_by_first IS DISTINCT FROM $2
          ORDER BY t.from_date, t.id LIMIT 100`,
        [actor.authorityId, actor.userId],
      ),
    );
    return rows.map((row) => ({
      title: `Approve a price of ${row.name}`,
      href: `/prices/${row.id}`,
      kind: 'Prices',
      dueOn: row.from_date,
      detail: [row.label, `from ${formatDate(row.from_date)}`].filter((part) => part !== '').join(', '),
    }));
  }
}
