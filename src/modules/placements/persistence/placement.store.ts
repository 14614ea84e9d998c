import { Injectable } from '@nestjs/common';
import { type DateOnly, move, newId, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import {
  LIVE_STATUSES,
  type PlacementEvent,
  placementMoves,
  type PlacementStatus,
} from '../domain/placement-states.js';
import type { RollEntry } from '../domain/registration.js';
import { PlacementFollowers } from './placement-followers.js';
import type { BoughtPart, NewPlacement, Offer, Part, Placement, PlacementShare } from './placement-rows.js';

export type * from './placement-rows.js';

explainConstraint('placement_one_live', 'placement.already-live');
explainConstraint('placement_option_once', 'placement.option-already-offered');

/** Placements and their parts. Row security decides what the actor sees. */
@Injectable()
export class PlacementStore {
  constructor(private readonly followers: PlacementFollowers) {}

  /** Writes the offer with its copied prices, shares and one waiting answer for each provider. Returns the reference. */
  async add(
    tx: Tx,
    placement: NewPlacement,
    components: readonly BoughtPart[],
    shares: readonly PlacementShare[],
  ): Promise<string> {
    const { id, authorityId } = placement;
    // The answers stand first: a provider may see a placement once it has an offer of it.
    await insertRows(tx, 'placement', [
      {
        id,
        authority_id: authorityId,
        referral_id: placement.referralId,
        referral_type: placement.referralType,
        pupil_id: placement.pupilId,
        pupil_reference: await this.pupilReference(tx, placement.pupilId),
        school_organisation_id: placement.schoolOrganisationId,
        decision_id: placement.decisionId,
        policy_id: placement.policyId,
        named_option: placement.namedOption,
        status: 'OFFERED',
        status_at: tx.now,
        hold_id: placement.holdId,
        block_draw_id: placement.blockDrawId,
        starts_on: placement.startsOn,
        planned_end: placement.plannedEnd,
        answer_by: placement.answerBy,
        offered_at: tx.now,
        total_pence: placement.totalPence,
      },
    ]);
    const part = { placement_id: id, authority_id: authorityId };
    const providers = [...new Set(components.map(({ providerId }) => providerId))];
    await insertRows(
      tx,
      'placement_offer',
      providers.map((providerId) => ({ ...part, provider_organisation_id: providerId, answer: 'WAITING' })),
    );
    await this.addParts(tx, placement, components);
    await insertRows(
      tx,
      'placement_share',
      shares.map((one) => ({
        id: newId(),
        ...part,
        payer: one.payer,
        school_organisation_id: one.schoolOrganisationId,
        footing: one.footing,
        fund: one.fund,
        basis_points: one.basisPoints,
        pence: one.pence,
        order_id: one.orderId,
        agreement_reference: one.agreementReference,
      })),
    );
    return (await this.find(tx, id))?.reference ?? '';
  }

  /** Parts with what each was bought under; on which days, where a change adds them. */
  async addParts(
    tx: Tx,
    { id, authorityId }: Pick<Placement, 'id' | 'authorityId'>,
    components: readonly (BoughtPart & {
      readonly added?: { readonly from: DateOnly; readonly until: DateOnly | null; readonly changeId: string };
    })[],
  ): Promise<void> {
    await insertRows(
      tx,
      'placement_component',
      components.map((one) => ({
        id: newId(),
        placement_id: id,
        authority_id: authorityId,
        from_date: one.added?.from ?? null,
        until_date: one.added?.until ?? null,
        change_id: one.added?.changeId ?? null,
        provider_organisation_id: one.providerId,
        site_id: one.siteId,
        programme_id: one.programmeId,
        opening_id: one.openingId,
        opening_pattern_id: one.patternId,
        sessions: one.sessions,
        weekly_minutes: one.weeklyMinutes,
        component_kind: one.componentKind,
        registration_kind: one.registrationKind,
        tariff_line_id: one.tariffLineId,
        basis: one.basis,
        net_pence: one.netPence,
        sessions_covered: one.sessionsCovered,
        vat_treatment: one.vatTreatment,
        weekly_pence: one.weeklyPence,
        supply_route: one.supplyRoute,
        admission_id: one.admissionId,
        terms_id: one.termsId,
        off_framework_ground: one.offFramework?.ground ?? null,
        off_framework_request_id: one.offFramework?.ground === 'APPROVED' ? one.offFramework.requestId : null,
      })),
    );
  }

  /** Names nobody: what finance and schools reconcile by. */
  async pupilReference(tx: Tx, pupilId: string): Promise<string> {
    const [pupil] = await tx.query<{ reference: string }>('select reference from pupil where id = $1', [pupilId]);
    return pupil?.reference ?? '';
  }

  async find(tx: Tx, id: string): Promise<Placement | undefined> {
    const rows = await tx.query<Placement>(`select ${COLUMNS} from placement where id = $1`, [id]);
    return rows[0];
  }

  /** The caller holds the case's lock already: case before placement, everywhere. */
  async lock(tx: Tx, id: string): Promise<Placement | undefined> {
    const rows = await tx.query<Placement>(`select ${COLUMNS} from placement where id = $1 for update`, [id]);
    return rows[0];
  }

  async components(tx: Tx, placementIds: readonly string[]): Promise<(Part & { placementId: string })[]> {
    return tx.query(
      `select c.id, coalesce(from_date, starts_on) as "from",
         least(until_date, coalesce(ended_on, planned_end)) as "until", placement_id as "placementId", provider_organisation_id as "providerId", site_id as "siteId",
         programme_id as "programmeId", opening_id as "openingId", opening_pattern_id as "patternId", sessions,
         weekly_minutes as "weeklyMinutes", component_kind as "componentKind", registration_kind as "registrationKind",
         tariff_line_id as "tariffLineId", basis, net_pence as "netPence", sessions_covered as "sessionsCovered",
         vat_treatment as "vatTreatment", weekly_pence as "weeklyPence", supply_route as "supplyRoute",
         admission_id as "admissionId"
       from placement_component c join placement p on p.id = c.placement_id
       where placement_id = any($1) order by placement_id, from_date nulls first, sessions, c.id`,
      [placementIds],
    );
  }

  async offers(tx: Tx, placementIds: readonly string[]): Promise<(Offer & { placementId: string })[]> {
    return tx.query(
      `select placement_id as "placementId", provider_organisation_id as "providerId", answer, answered_at as "answeredAt", reason, note
       from placement_offer where placement_id = any($1) order by placement_id, provider_organisation_id`,
      [placementIds],
    );
  }

  async shares(tx: Tx, placementId: string): Promise<PlacementShare[]> {
    return tx.query(
      `select payer, school_organisation_id as "schoolOrganisationId", footing, fund, basis_points as "basisPoints", pence,
         order_id as "orderId", agreement_reference as "agreementReference"
       from placement_share where placement_id = $1 order by payer, id`,
      [placementId],
    );
  }

  async roll(tx: Tx, placementId: string): Promise<RollEntry[]> {
    return tx.query(
      `select organisation_id as "organisationId", status, certainty, from_date as "from", to_date as "to",
         attendance_code as "attendanceCode"
       from placement_registration where placement_id = $1 and replaced_by is null order by from_date, certainty, id`,
      [placementId],
    );
  }

  /** Writes one provider's answer. */
  async answer(
    tx: Tx,
    placementId: string,
    { providerId, answer, reason, note }: Omit<Offer, 'answeredAt'>,
  ): Promise<void> {
    await tx.query(
      `update placement_offer set answer = $3, answered_at = $4, answered_by = $5, reason = $6, note = $7
       where placement_id = $1 and provider_organisation_id = $2`,
      [placementId, providerId, answer, tx.now, tx.actor.userId, reason, note],
    );
  }

  /** The other providers of an option that fell need not answer any more. */
  async cancelWaiting(tx: Tx, placementId: string, answer: 'CANCELLED' | 'LAPSED'): Promise<void> {
    await tx.query(
      `update placement_offer set answer = $2, answered_at = $3 where placement_id = $1 and answer = 'WAITING'`,
      [placementId, answer, tx.now],
    );
  }

  /** One move of the state table. The caller holds the lock. */
  async move(
    tx: Tx,
    placement: Placement,
    event: PlacementEvent,
    ended: { readonly on: DateOnly; readonly reason: string } | null = null,
  ): Promise<Result<PlacementStatus>> {
    const moved = move(placementMoves, placement.status, event);
    if (!moved.ok) return moved;
    await tx.query(
      `update placement set status = $2, status_at = $3, ended_on = $4, end_reason = $5,
         agreed_at = case when $2 = 'AGREED' then $3 else agreed_at end where id = $1`,
      [placement.id, moved.value, tx.now, ended?.on ?? null, ended?.reason ?? null],
    );
    // A change that waits for an answer is overtaken: nothing changes a placement that is over.
    if (!LIVE_STATUSES.includes(moved.value)) {
      await tx.query(
        `update placement_change set status = 'OVERTAKEN', settled_at = $2, settled_by = $3
         where placement_id = $1 and status = 'ASKED'`,
        [placement.id, tx.now, tx.actor.userId],
      );
    }
    await this.followers.moved(tx, { id: placement.id, authorityId: placement.authorityId, status: moved.value });
    return ok(moved.value);
  }

  async addRoll(tx: Tx, placement: Placement, entries: readonly RollEntry[]): Promise<void> {
    await insertRows(
      tx,
      'placement_registration',
      entries.map((entry) => ({
        id: newId(),
        placement_id: placement.id,
        authority_id: placement.authorityId,
        organisation_id: entry.organisationId,
        status: entry.status,
        certainty: entry.certainty,
        from_date: entry.from,
        to_date: entry.to,
        attendance_code: entry.attendanceCode,
        recorded_at: tx.now,
      })),
    );
  }

  /** The roll ends with the placement; what was expected after that does not come to be. */
  async endRoll(tx: Tx, placementId: string, lastDay: DateOnly): Promise<void> {
    await tx.query(
      `update placement_registration set to_date = greatest(from_date, $2::date)
       where placement_id = $1 and (to_date is null or to_date > $2)`,
      [placementId, lastDay],
    );
  }
}

const COLUMNS = `id, authority_id as "authorityId", reference, referral_id as "referralId", referral_type as "referralType",
  pupil_id as "pupilId", school_organisation_id as "schoolOrganisationId", decision_id as "decisionId", policy_id as "policyId",
  named_option as "namedOption", status, hold_id as "holdId", block_draw_id as "blockDrawId", starts_on as "startsOn", planned_end as "plannedEnd",
  ended_on as "endedOn", end_reason as "endReason", answer_by as "answerBy", offered_at as "offeredAt", agreed_at as "agreedAt",
  total_pence as "totalPence"`;
