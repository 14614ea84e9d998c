import { Injectable } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { OPENING_AGE_DAYS } from '../domain/opening-rules.js';

/** Asks a provider's people to confirm what they have open, before it is too old to be believed. */
@Injectable()
export class OpeningTasks implements TaskSource {
  constructor(private readonly work: UnitOfWork) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { organisationId } = actor;
    if (organisationId === null || !may(actor, 'opening.confirm')) return [];
    const [row] = await this.work.read(actor, (tx) =>
      tx.query<{ openings: number; oldest: DateOnly | null }>(
        `SELECT count(*) AS openings, min(confirmed_on) AS oldest FROM opening
          WHERE provider_organisation_id = $1 AND status = 'OPEN' AND valid_to >= $2 AND confirmed_on <= $3`,
        [organisationId, tx.today, addDays(tx.today, 7 - OPENING_AGE_DAYS)],
      ),
    );
    if (row?.oldest === null || row?.oldest === undefined) return [];
    return [
      {
        title: row.openings === 1 ? 'Confirm 1 opening' : `Confirm ${row.openings} openings`,
        href: `/openings?provider=${organisationId}`,
        kind: 'Openings',
        dueOn: addDays(row.oldest, OPENING_AGE_DAYS),
        detail: 'Schools and panels rely on what you say is open.',
      },
    ];
  }
}
