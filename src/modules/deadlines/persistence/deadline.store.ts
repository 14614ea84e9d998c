import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Counted, Tx } from '../../../platform/index.js';
import { DeadlineSources } from '../application/deadline-sources.js';
import type { ChaseStep, Deadline, DeadlineParty } from '../domain/deadline.js';

export interface DeadlineFilter {
  readonly kind: string | null;
  readonly party: DeadlineParty | null;
}

/** The order of the list: by when, which. */
export type DeadlineKey = readonly [due: string, kind: string, subject: string, part: number];

export interface ToTell {
  readonly kind: string;
  readonly subjectId: string;
  readonly part: number;
  readonly referralId: string;
  readonly placementId: string | null;
  readonly reference: string;
  readonly party: DeadlineParty;
  readonly organisations: readonly string[] | null;
  readonly dueOn: DateOnly;
}

const WHERE = `($3::text IS NULL OR d.kind = $3) AND ($4::text IS NULL OR d.party = $4)`;
const ORDER = 'd.due_on, d.kind, d.subject_id, d.part';

/** Gathers what the modules say is due, in two queries however many deadlines there are. */
@Injectable()
export class DeadlineStore {
  constructor(private readonly sources: DeadlineSources) {}

  async page(
    tx: Tx,
    { kind, party }: DeadlineFilter,
    at: { readonly offset: number; readonly limit: number; readonly after?: DeadlineKey | undefined },
  ): Promise<Counted<Deadline>> {
    const asked = [tx.actor.authorityId, tx.today, kind, party];
    const [due, afterKind, subject, part] = at.after ?? [null, null, null, null];
    const rows = await tx.query<Deadline>(
      `SELECT d.kind, d.subject_id AS "subjectId", d.part, d.referral_id AS "referralId", d.placement_id AS "placementId",
         d.reference, s.name AS "schoolName", d.party, d.due_on AS "dueOn", d.counted_from AS "countedFrom", d.why
       FROM (SELECT * FROM ${this.sources.relation()} d WHERE ${WHERE}
           AND ($7::date IS NULL OR (${ORDER}) > ($7::date, $8::text, $9::uuid, $10::int))
         ORDER BY ${ORDER} LIMIT $5 OFFSET $6) d JOIN organisation s ON s.id = d.school_id ORDER BY ${ORDER}`,
      [...asked, at.limit, at.offset, due, afterKind, subject, part],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM ${this.sources.relation()} d WHERE ${WHERE} AND $2::date IS NOT NULL`,
      asked,
    );
    return { rows, total: count?.total ?? 0 };
  }

  /** Deadlines that have come as near as this step and that nobody was told of at it, the most urgent first. */
  toTell(tx: Tx, step: ChaseStep, by: DateOnly, limit: number): Promise<ToTell[]> {
    return tx.query<ToTell>(
      `SELECT d.kind, d.subject_id AS "subjectId", d.part, d.referral_id AS "referralId", d.placement_id AS "placementId",
         d.reference, d.party, d.organisations, d.due_on AS "dueOn"
       FROM ${this.sources.relation()} d
       WHERE d.due_on <= $3 AND d.party <> 'FAMILY' AND $2::date IS NOT NULL AND NOT EXISTS (SELECT FROM deadline_told t
         WHERE t.authority_id = $1 AND t.kind = d.kind AND t.subject_id = d.subject_id AND t.part = d.part
           AND t.due_on = d.due_on AND t.step = $4)
       ORDER BY ${ORDER} LIMIT $5`,
      [tx.actor.authorityId, tx.today, by, step, limit],
    );
  }

  /** Whether this transaction is the one that tells: another that tells at the same time is waited for. */
  async told(tx: Tx, step: ChaseStep, { kind, subjectId, part, dueOn }: ToTell): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO deadline_told (authority_id, kind, subject_id, part, due_on, step, told_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING step`,
      [tx.actor.authorityId, kind, subjectId, part, dueOn, step, tx.now],
    );
    return rows.length > 0;
  }

  /** Authorities whose deadlines were not looked at today; at most 500. */
  async unwatched(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT a.id FROM authority a LEFT JOIN deadline_watch w ON w.authority_id = a.id
        WHERE coalesce(w.watched_on, '-infinity') < $1 ORDER BY a.id LIMIT 500`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  async watched(tx: Tx): Promise<void> {
    await tx.query(
      `INSERT INTO deadline_watch (authority_id, watched_on) VALUES ($1, $2)
       ON CONFLICT (authority_id) DO UPDATE SET watched_on = greatest(deadline_watch.watched_on, excluded.watched_on)`,
      [tx.actor.authorityId, tx.today],
    );
  }
}
