import { Injectable } from '@nestjs/common';
import { type DateOnly, PROVISION_TYPES } from '../../../kernel/index.js';
import type { CallOffTerms } from '../../procurement/index.js';
import type { SupplyRoute } from '../../providers/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Notice } from '../domain/provision-stops.js';
import type { PlacementStatus } from '../domain/placement-states.js';
import type { OfferAnswer } from '../persistence/placement.store.js';

export interface PlacementRow {
  readonly id: string;
  readonly reference: string;
  readonly referralReference: string | null;
  /** Names nobody, and stands on the school's own pages as well: what finance reconciles by. */
  readonly pupilReference: string;
  readonly status: PlacementStatus;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly endedOn: DateOnly | null;
  readonly answerBy: Date;
  /** Null for a provider until the offer is agreed: who refers says too much of who the pupil is. */
  readonly schoolName: string | null;
  /** "Example Provider, Main site"; several parts of a package are separated by semicolons. */
  readonly places: string;
  /** The reader's own answer, when the reader is a provider of it. */
  readonly ownAnswer: OfferAnswer | null;
}

export interface PlaceName {
  readonly patternId: string;
  readonly provider: string;
  readonly site: string;
  readonly address: string;
  readonly postcode: string;
  readonly programme: string;
  readonly pattern: string;
  readonly supplyRoute: SupplyRoute;
  /** What it was called off under: null but on a framework. */
  readonly calledOff: {
    readonly framework: string;
    readonly reference: string;
    readonly lot: string;
    /** When the provider is on it. */
    readonly from: DateOnly;
    readonly to: DateOnly;
    /** Null for what was called off before copies were taken. */
    readonly terms: CallOffTerms | null;
  } | null;
  /** Why it could be bought outside the framework. */
  readonly ground: 'LIST_EXHAUSTED' | 'APPROVED' | null;
  readonly requestId: string | null;
}

const FROM = `from placement p
  join organisation s on s.id = p.school_organisation_id
  left join referral r on r.id = p.referral_id
  left join placement_offer o on o.placement_id = p.id and o.provider_organisation_id = $1`;

const ROW = `select p.id, p.reference, r.reference as "referralReference", p.pupil_reference as "pupilReference", p.status,
  p.starts_on as "startsOn", p.planned_end as "plannedEnd", p.ended_on as "endedOn", p.answer_by as "answerBy",
  case when o.placement_id is null or (o.answer = 'ACCEPTED' and p.agreed_at is not null)
    or p.school_organisation_id = $1 then s.name end as "schoolName", o.answer as "ownAnswer",
  coalesce((select string_agg(distinct po.name || case when po.name = st.name then '' else ', ' || st.name end, '; ') from placement_component c
    join organisation po on po.id = c.provider_organisation_id join site st on st.id = c.site_id
    where c.placement_id = p.id), '') as places`;

/** Lists and names for pages and the API: references only, nobody's name. Row security decides which. */
@Injectable()
export class PlacementQueries {
  /** The newest first; at most 20. */
  ofReferral(
    tx: Tx,
    referralId: string,
  ): Promise<{ readonly id: string; readonly reference: string; readonly status: PlacementStatus }[]> {
    return tx.query('select id, reference, status from placement where referral_id = $1 order by id desc limit 20', [
      referralId,
    ]);
  }

  /** What waits for somebody first, then by the first day; `total` is the true number. */
  async list(
    tx: Tx,
    wanted: { readonly statuses: readonly PlacementStatus[]; readonly offset: number; readonly limit: number },
  ): Promise<{ items: PlacementRow[]; total: number }> {
    const where = [tx.actor.organisationId, wanted.statuses];
    const items = await tx.query<PlacementRow>(
      `${ROW} ${FROM} where p.status = any($2)
       order by array_position(array['OFFERED', 'AGREED'], p.status) nulls last, p.starts_on, p.id limit $3 offset $4`,
      [...where, wanted.limit, wanted.offset],
    );
    const [count] = await tx.query<{ total: number }>(
      'select count(*) as total from placement where status = any($1)',
      [wanted.statuses],
    );
    return { items, total: count?.total ?? 0 };
  }

  /** One page after a key, in the order of ids, for the API. */
  async page(
    tx: Tx,
    wanted: { readonly statuses: readonly PlacementStatus[]; readonly after: string | null; readonly limit: number },
  ): Promise<{ rows: PlacementRow[]; total: number }> {
    const rows = await tx.query<PlacementRow>(
      `${ROW} ${FROM} where p.status = any($2) and ($3::uuid is null or p.id > $3) order by p.id limit $4`,
      [tx.actor.organisationId, wanted.statuses, wanted.after, wanted.limit],
    );
    const [count] = await tx.query<{ total: number }>(
      'select count(*) as total from placement where status = any($1)',
      [wanted.statuses],
    );
    return { rows, total: count?.total ?? 0 };
  }

  async one(tx: Tx, id: string): Promise<PlacementRow | undefined> {
    const rows = await tx.query<PlacementRow>(`${ROW} ${FROM} where p.id = $2`, [tx.actor.organisationId, id]);
    return rows[0];
  }

  /** Offers to this provider that wait for its answer, the first to lapse first. */
  async offersToAnswer(tx: Tx, limit: number): Promise<PlacementRow[]> {
    return tx.query<PlacementRow>(
      `${ROW} ${FROM} where p.status = 'OFFERED' and o.answer = 'WAITING' order by p.answer_by, p.id limit $2`,
      [tx.actor.organisationId, limit],
    );
  }

  /** The block that it was drawn from. */
  async block(tx: Tx, placementId: string): Promise<{ id: string; reference: string } | null> {
    const [found] = await tx.query<{ id: string; reference: string }>(
      `select b.id, b.reference from placement p join block_draw d on d.id = p.block_draw_id join block b on b.id = d.block_id
        where p.id = $1`,
      [placementId],
    );
    return found ?? null;
  }

  /** What became of where it is taught, as far as the reader may know of its parts, the latest first; at most 20. */
  notices(tx: Tx, placementId: string): Promise<Notice[]> {
    return tx.query<Notice>(
      `select distinct n.what, n.on_date as "onDate", n.told_at as "toldAt", s.name as site, o.name as provider
         from placement_notice n join placement_component c on c.id = n.component_id join site s on s.id = c.site_id
         join organisation o on o.id = c.provider_organisation_id
        where c.placement_id = $1 order by n.told_at desc, n.what, s.name, o.name limit 20`,
      [placementId],
    );
  }

  /** What is taught where, in words. */
  async places(tx: Tx, placementId: string): Promise<PlaceName[]> {
    return tx.query<PlaceName>(
      `select c.opening_pattern_id as "patternId", o.name as provider, st.name as site, coalesce(st.address, '') as address,
         coalesce(st.postcode, '') as postcode, g.name as programme, coalesce(op.label, '') as pattern,
         c.supply_route as "supplyRoute", c.off_framework_ground as ground, c.off_framework_request_id as "requestId",
         case when f.id is not null then jsonb_build_object('framework', f.name, 'reference', f.reference,
           'lot', 'lot ' || l.number || ', ' || l.name, 'from', a.from_date, 'to', a.to_date, 'terms',
           case when t.id is not null then jsonb_build_object('id', t.id, 'version', t.version, 'takenOn', t.taken_on,
             'conditions', t.conditions) end) end as "calledOff"
       from placement_component c join organisation o on o.id = c.provider_organisation_id
         join site st on st.id = c.site_id join programme g on g.id = c.programme_id
         left join opening_pattern op on op.id = c.opening_pattern_id
         left join admission a on a.id = c.admission_id left join framework f on f.id = a.framework_id
         left join lot l on l.id = a.lot_id left join call_off_terms t on t.id = c.terms_id
       where c.placement_id = $1 order by c.sessions, c.id`,
      [placementId],
    );
  }

  /** Submitted referrals of the authority that wait for a decision, most urgent first. */
  async toDecide(
    tx: Tx,
    limit: number,
  ): Promise<{ id: string; reference: string; type: string; aimOn: DateOnly; waitingSince: DateOnly }[]> {
    return tx.query(
      `select id, reference, type, aim_on as "aimOn", waiting_since as "waitingSince" from referral
       where status = 'SUBMITTED' and authority_id = $1 and type = any ($3) order by aim_on, id limit $2`,
      [tx.actor.authorityId, limit, PROVISION_TYPES],
    );
  }
}
