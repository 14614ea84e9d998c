import { Injectable } from '@nestjs/common';
import { type DateOnly, type Pence } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { ChangeKind, ChangeStatus, Party } from '../domain/changes.js';

explainConstraint('placement_change_one_asked', 'change.exists');
explainConstraint('placement_change_live', 'change.placement-over');
explainConstraint('placement_change_once', 'change.settled');
explainConstraint('placement_stays_apart', 'placement.overlaps');
explainConstraint('placement_marked_after', 'placement.marked-after');

export interface NewChange {
  readonly id: string;
  readonly placementId: string;
  readonly authorityId: string;
  readonly kind: ChangeKind;
  readonly from: DateOnly;
  readonly endsOn: DateOnly | null;
  readonly resumesOn: DateOnly | null;
  readonly replacedId: string | null;
  readonly patternId: string | null;
  readonly reason: string;
  readonly note: string | null;
  readonly askedByParty: Party;
  readonly askedByOrganisationId: string;
}

export interface Change extends NewChange {
  readonly status: ChangeStatus;
  readonly askedAt: Date;
  readonly settledAt: Date | null;
}

export interface ChangeAnswer {
  readonly party: Party;
  readonly organisationId: string;
  readonly answer: 'WAITING' | 'AGREED' | 'REFUSED';
  readonly note: string | null;
  readonly answeredAt: Date | null;
}

export interface ChangeRow extends Change {
  readonly reference: string;
  readonly askedBy: string;
  /** The pattern and its site, where the week changes, in words. */
  readonly replaced: string | null;
  readonly wanted: string | null;
  /** Null for whoever does not read the money. */
  readonly beforePence: Pence | null;
  readonly afterPence: Pence | null;
  readonly answers: readonly (Omit<ChangeAnswer, 'answeredAt'> & { readonly organisation: string })[];
}

const COLUMNS = `h.id, h.placement_id as "placementId", h.authority_id as "authorityId", h.kind, h.status, h.from_date as "from",
  h.ends_on as "endsOn", h.resumes_on as "resumesOn", h.replaced_pattern_id as "replacedId", h.pattern_id as "patternId",
  h.reason, h.note, h.asked_by_party as "askedByParty", h.asked_by_organisation_id as "askedByOrganisationId",
  h.asked_at as "askedAt", h.settled_at as "settledAt"`;

const pattern = (column: string): string => `(select s.name || ', ' || g.name || ': ' || w.label from opening_pattern w
  join opening o on o.id = w.opening_id join site s on s.id = o.site_id join programme g on g.id = o.programme_id
  where w.id = h.${column})`;

const ROWS = `select ${COLUMNS}, p.reference, a.name as "askedBy", ${pattern('replaced_pattern_id')} as replaced,
    ${pattern('pattern_id')} as wanted, c.before_pence as "beforePence", c.after_pence as "afterPence",
    coalesce((select jsonb_agg(jsonb_build_object('party', x.party, 'organisationId', x.organisation_id, 'organisation', o.name,
        'answer', x.answer, 'note', x.note) order by x.party, o.name)
      from placement_change_answer x join organisation o on o.id = x.organisation_id where x.change_id = h.id), '[]') as answers
  from placement_change h join placement p on p.id = h.placement_id
    join organisation a on a.id = h.asked_by_organisation_id left join placement_change_cost c on c.change_id = h.id`;

/** Changes of placements. Row security: whoever sees the placement sees them; their cost only with the money. */
@Injectable()
export class ChangeStore {
  async add(tx: Tx, change: NewChange, answers: readonly Pick<ChangeAnswer, 'party' | 'organisationId' | 'answer'>[]) {
    await insertRows(tx, 'placement_change', [
      {
        id: change.id,
        placement_id: change.placementId,
        authority_id: change.authorityId,
        kind: change.kind,
        status: 'ASKED',
        from_date: change.from,
        ends_on: change.endsOn,
        resumes_on: change.resumesOn,
        replaced_pattern_id: change.replacedId,
        pattern_id: change.patternId,
        reason: change.reason,
        note: change.note,
        asked_by_party: change.askedByParty,
        asked_by_organisation_id: change.askedByOrganisationId,
        asked_by: tx.actor.userId,
        asked_at: tx.now,
      },
    ]);
    await this.addAnswers(tx, change, answers);
  }

  async addAnswers(
    tx: Tx,
    change: Pick<NewChange, 'id' | 'placementId' | 'authorityId'>,
    answers: readonly Pick<ChangeAnswer, 'party' | 'organisationId' | 'answer'>[],
  ): Promise<void> {
    await insertRows(
      tx,
      'placement_change_answer',
      answers.map(({ party, organisationId, answer }) => ({
        change_id: change.id,
        placement_id: change.placementId,
        authority_id: change.authorityId,
        party,
        organisation_id: organisationId,
        answer,
        answered_at: answer === 'WAITING' ? null : tx.now,
        answered_by: answer === 'WAITING' ? null : tx.actor.userId,
      })),
    );
  }

  /** Worked out again when it is agreed. */
  async putCost(
    tx: Tx,
    change: Pick<NewChange, 'id' | 'placementId' | 'authorityId'>,
    cost: { readonly beforePence: Pence; readonly afterPence: Pence },
  ): Promise<void> {
    await tx.query(
      `insert into placement_change_cost (change_id, placement_id, authority_id, before_pence, after_pence)
       values ($1, $2, $3, $4, $5)
       on conflict (change_id) do update set before_pence = excluded.before_pence, after_pence = excluded.after_pence`,
      [change.id, change.placementId, change.authorityId, cost.beforePence, cost.afterPence],
    );
  }

  async find(tx: Tx, id: string): Promise<Change | undefined> {
    const [row] = await tx.query<Change>(`select ${COLUMNS} from placement_change h where h.id = $1`, [id]);
    return row;
  }

  /** The one that waits; the caller holds the placement's lock. */
  async asked(tx: Tx, placementId: string): Promise<Change | undefined> {
    const [row] = await tx.query<Change>(
      `select ${COLUMNS} from placement_change h where h.placement_id = $1 and h.status = 'ASKED'`,
      [placementId],
    );
    return row;
  }

  answers(tx: Tx, changeId: string): Promise<ChangeAnswer[]> {
    return tx.query<ChangeAnswer>(
      `select party, organisation_id as "organisationId", answer, note, answered_at as "answeredAt"
       from placement_change_answer where change_id = $1 order by party, organisation_id`,
      [changeId],
    );
  }

  async answer(
    tx: Tx,
    changeId: string,
    { organisationId, answer, note }: Omit<ChangeAnswer, 'party' | 'answeredAt'>,
  ): Promise<void> {
    await tx.query(
      `update placement_change_answer set answer = $3, note = $4, answered_at = $5, answered_by = $6
       where change_id = $1 and organisation_id = $2`,
      [changeId, organisationId, answer, note, tx.now, tx.actor.userId],
    );
  }

  async settle(tx: Tx, changeId: string, status: ChangeStatus): Promise<void> {
    await tx.query(`update placement_change set status = $2, settled_at = $3, settled_by = $4 where id = $1`, [
      changeId,
      status,
      tx.now,
      tx.actor.userId,
    ]);
  }

  /** Of one placement, the newest first; at most 50. */
  ofPlacement(tx: Tx, placementId: string): Promise<ChangeRow[]> {
    return tx.query<ChangeRow>(`${ROWS} where h.placement_id = $1 order by h.asked_at desc, h.id desc limit 50`, [
      placementId,
    ]);
  }

  async row(tx: Tx, id: string): Promise<ChangeRow | undefined> {
    const [row] = await tx.query<ChangeRow>(`${ROWS} where h.id = $1`, [id]);
    return row;
  }

  /** Changes that wait for the reader's organisation, the first to begin first. */
  waitingFor(tx: Tx, organisationId: string, limit: number) {
    return tx.query<{ id: string; reference: string; kind: ChangeKind; from: DateOnly; askedAt: Date }>(
      `select h.id, p.reference, h.kind, h.from_date as "from", h.asked_at as "askedAt"
       from placement_change_answer x join placement_change h on h.id = x.change_id join placement p on p.id = h.placement_id
       where x.organisation_id = $1 and x.answer = 'WAITING' and h.status = 'ASKED' order by h.from_date, h.id limit $2`,
      [organisationId, limit],
    );
  }
}
