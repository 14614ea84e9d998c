import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, type Pence, type SessionSet } from '../../../kernel/index.js';
import {
  explainConstraint,
  type Counted,
  type IdPage,
  insertRows,
  pageById,
  type Tx,
} from '../../../platform/index.js';
import type { BlockStatus } from '../domain/block-states.js';
import type { Unit } from '../domain/units.js';
import type { HeldWeek } from '../domain/use-of-block.js';

explainConstraint('block_second_person', 'block.second-person');
explainConstraint('block_moves', 'block.moved-on');

export interface Block {
  readonly id: string;
  readonly authorityId: string;
  readonly reference: string;
  readonly buyerId: string;
  readonly buyerName: string;
  /** The reader buys, sells, uses or oversees it; false for one that is only offered units of it. */
  readonly isParty: boolean;
  /** Whose pupils may use it; empty when the authority bought it for all. */
  readonly schoolIds: readonly string[];
  readonly payer: 'AUTHORITY' | 'BUYER';
  readonly fund: string | null;
  readonly orderReference: string | null;
  readonly orderAuthorisedBy: string | null;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteName: string;
  readonly programmeName: string;
  readonly patternId: string;
  readonly patternLabel: string;
  readonly sessions: SessionSet;
  readonly weeklyMinutes: number;
  readonly supplyRoute: 'MAINTAINED_AP' | 'FRAMEWORK';
  readonly admissionId: string | null;
  readonly calledOff: {
    readonly framework: string;
    readonly reference: string;
    readonly lot: string;
    readonly terms: string;
  } | null;
  /** The conditions that it was called off on; null but on a framework. */
  readonly termsId: string | null;
  readonly tariffLineId: string;
  readonly vatTreatment: string;
  readonly unit: Unit;
  readonly unitsPerWeek: number;
  readonly unitsPerPlace: number;
  readonly places: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly schoolWeeks: readonly DateOnly[];
  readonly listPence: Pence;
  readonly unitPence: Pence;
  readonly totalPence: Pence;
  readonly noticeDays: number;
  readonly reason: string;
  readonly status: BlockStatus;
  readonly draftedBy: string;
  readonly draftedByName: string | null;
  readonly draftedAt: Date;
  readonly signedByName: string | null;
  readonly signedAt: Date | null;
  readonly answer: string | null;
  readonly cancelledFrom: DateOnly | null;
  readonly cancelledWhy: string | null;
}

type Named =
  | 'reference'
  | 'buyerName'
  | 'isParty'
  | 'providerName'
  | 'siteName'
  | 'programmeName'
  | 'patternLabel'
  | 'calledOff'
  | 'draftedByName'
  | 'signedByName';
type Later = 'status' | 'draftedBy' | 'draftedAt' | 'signedAt' | 'answer' | 'cancelledFrom' | 'cancelledWhy';
export type NewBlock = Omit<Block, Named | Later | 'id'>;

const BLOCK = `
  select b.id, b.authority_id as "authorityId", b.reference, b.buyer_organisation_id as "buyerId", bo.name as "buyerName",
    (select actor_is_authority()) or (select actor_organisation()) = any (b.school_organisation_ids
      || b.buyer_organisation_id || b.provider_organisation_id) as "isParty",
    b.school_organisation_ids as "schoolIds", b.payer, b.fund, b.order_reference as "orderReference",
    b.order_authorised_by as "orderAuthorisedBy", b.provider_organisation_id as "providerId", po.name as "providerName",
    coalesce(st.name, '') as "siteName", coalesce(pg.name, '') as "programmeName", b.opening_pattern_id as "patternId",
    coalesce(op.label, '') as "patternLabel", b.sessions::int as sessions, b.weekly_minutes as "weeklyMinutes",
    b.supply_route as "supplyRoute", b.admission_id as "admissionId",
    case when f.id is not null then jsonb_build_object('framework', f.name, 'reference', f.reference,
      'lot', 'lot ' || l.number || ', ' || l.name, 'terms', 'conditions version ' || t.version) end as "calledOff", b.terms_id as "termsId",
    b.tariff_line_id as "tariffLineId", b.vat_treatment as "vatTreatment", b.unit, b.units_per_week as "unitsPerWeek",
    b.units_per_place as "unitsPerPlace", b.places, b.from_week as "fromWeek", b.to_week as "toWeek",
    b.school_weeks as "schoolWeeks", b.list_pence as "listPence", b.unit_pence as "unitPence", b.total_pence as "totalPence",
    b.notice_days as "noticeDays", b.reason, b.status, b.drafted_by as "draftedBy", da.name as "draftedByName",
    b.drafted_at as "draftedAt", sa.name as "signedByName", b.signed_at as "signedAt", b.answer,
    b.cancelled_from as "cancelledFrom", b.cancelled_why as "cancelledWhy"
  from block b join organisation bo on bo.id = b.buyer_organisation_id join organisation po on po.id = b.provider_organisation_id
    left join opening_pattern op on op.id = b.opening_pattern_id left join opening o on o.id = op.opening_id
    left join site st on st.id = o.site_id left join programme pg on pg.id = o.programme_id
    left join admission a on a.id = b.admission_id left join framework f on f.id = a.framework_id left join lot l on l.id = a.lot_id
    left join call_off_terms t on t.id = b.terms_id
    left join identity_names(ARRAY[b.drafted_by]) da on true left join identity_names(ARRAY[b.signed_by]) sa on true`;

/** Blocks, the places they keep and who holds how much of them. Row security decides what the actor sees. */
@Injectable()
export class BlockStore {
  async add(tx: Tx, block: NewBlock): Promise<string> {
    const id = newId();
    await insertRows(tx, 'block', [
      {
        id,
        authority_id: block.authorityId,
        buyer_organisation_id: block.buyerId,
        school_organisation_ids: block.schoolIds,
        payer: block.payer,
        fund: block.fund,
        order_reference: block.orderReference,
        order_authorised_by: block.orderAuthorisedBy,
        provider_organisation_id: block.providerId,
        opening_pattern_id: block.patternId,
        sessions: block.sessions,
        weekly_minutes: block.weeklyMinutes,
        supply_route: block.supplyRoute,
        admission_id: block.admissionId,
        terms_id: block.termsId,
        tariff_line_id: block.tariffLineId,
        vat_treatment: block.vatTreatment,
        unit: block.unit,
        units_per_week: block.unitsPerWeek,
        units_per_place: block.unitsPerPlace,
        places: block.places,
        from_week: block.fromWeek,
        to_week: block.toWeek,
        school_weeks: block.schoolWeeks,
        list_pence: block.listPence,
        unit_pence: block.unitPence,
        total_pence: block.totalPence,
        notice_days: block.noticeDays,
        reason: block.reason,
        status: 'DRAFT',
        drafted_by: tx.actor.userId,
        drafted_at: tx.now,
      },
    ]);
    return id;
  }

  async byId(tx: Tx, id: string): Promise<Block | undefined> {
    return (await tx.query<Block>(`${BLOCK} where b.id = $1`, [id]))[0];
  }

  /** Locks the block before its places and before any account; whoever moves its units waits here. */
  async lock(tx: Tx, id: string): Promise<Block | undefined> {
    await tx.query('select block_lock($1)', [id]);
    return this.byId(tx, id);
  }

  /** Newest first; `total` is the true number. */
  async list(
    tx: Tx,
    wanted: { readonly offset: number; readonly limit: number },
  ): Promise<{ blocks: Block[]; total: number }> {
    const blocks = await tx.query<Block>(`${BLOCK} order by b.drafted_at desc, b.id desc limit $1 offset $2`, [
      wanted.limit,
      wanted.offset,
    ]);
    const [count] = await tx.query<{ total: number }>('select count(*) as total from block');
    return { blocks, total: count?.total ?? 0 };
  }

  page(tx: Tx, at: IdPage): Promise<Counted<Block>> {
    return pageById<Block>(tx, { select: BLOCK, table: 'block', alias: 'b' }, at);
  }

  /** Running ones in whose weeks this one lies or is still to come, of all that the actor may see. */
  running(tx: Tx, thisWeek: DateOnly, most: number): Promise<Block[]> {
    return tx.query(
      `${BLOCK} where b.status in ('ACTIVE', 'CANCELLED') and b.to_week >= $1 order by b.to_week, b.id limit $2`,
      [thisWeek, most],
    );
  }

  drafts(tx: Tx, buyerId: string, most: number): Promise<Block[]> {
    return tx.query(
      `${BLOCK} where b.status = 'DRAFT' and b.buyer_organisation_id = $1 order by b.drafted_at, b.id limit $2`,
      [buyerId, most],
    );
  }

  weeks(tx: Tx, blockIds: readonly string[]): Promise<(HeldWeek & { readonly blockId: string })[]> {
    return tx.query(
      `select block_id as "blockId", organisation_id as "organisationId", week, units, drawn, cancelled
         from block_week where block_id = any($1) order by block_id, week, organisation_id`,
      [blockIds],
    );
  }

  async addHold(tx: Tx, blockId: string, place: number, holdId: string): Promise<void> {
    await insertRows(tx, 'block_hold', [{ block_id: blockId, place, hold_id: holdId }]);
  }

  /** The last place first. */
  holds(tx: Tx, blockId: string): Promise<{ place: number; holdId: string }[]> {
    return tx.query(
      'select place::int as place, hold_id as "holdId" from block_hold where block_id = $1 order by place desc',
      [blockId],
    );
  }

  async sign(tx: Tx, id: string, status: 'ACTIVE' | 'REFUSED', answer: string | null): Promise<void> {
    await tx.query(`update block set status = $2, signed_by = $3, signed_at = $4, answer = $5 where id = $1`, [
      id,
      status,
      tx.actor.userId,
      tx.now,
      answer,
    ]);
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(`update block set status = 'WITHDRAWN' where id = $1`, [id]);
  }

  async cancel(tx: Tx, id: string, from: DateOnly, why: string): Promise<void> {
    await tx.query(
      `update block set status = 'CANCELLED', cancelled_from = $2, cancelled_by = $3, cancelled_at = $4, cancelled_why = $5
        where id = $1`,
      [id, from, tx.actor.userId, tx.now, why],
    );
  }
}
