import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, type IdPage, type Tx } from '../../../platform/index.js';

explainConstraint('of_agreed_placement', 'review.not-agreed');

/** A placement from its agreement on, as far as plans and reviews ask of it. */
export interface ReviewedPlacement {
  readonly id: string;
  readonly reference: string;
  readonly pupilReference: string;
  readonly authorityId: string;
  readonly referralId: string;
  readonly referralType: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly status: 'AGREED' | 'ACTIVE' | 'ENDED';
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly endedOn: DateOnly | null;
}

export interface Standing {
  readonly planVersion: number | null;
  readonly planAgreed: boolean;
  readonly dueOn: DateOnly | null;
  readonly lastHeldOn: DateOnly | null;
  readonly measures: number;
}

/** Providers that accepted, as far as the reader may see them. */
export interface Party {
  readonly organisationId: string;
  readonly name: string;
}

/** As the tables' own policies say it, for placements themselves: their school and accepted providers while the case is open to them. */
const OPENED = `((p.authority_id = (select actor_authority()) and (select actor_may('needs.authority')))
  or (p.referral_id in (select party_referrals('NEEDS')) and (p.school_organisation_id = (select actor_organisation())
    or exists (select from placement_offer o where o.placement_id = p.id and o.answer = 'ACCEPTED'
      and o.provider_organisation_id = (select actor_organisation())))))`;

const COLUMNS = `p.id, p.reference, p.pupil_reference as "pupilReference", p.authority_id as "authorityId",
  p.referral_id as "referralId", p.referral_type as "referralType", p.school_organisation_id as "schoolId",
  s.name as "schoolName", p.status, p.starts_on as "startsOn", p.planned_end as "plannedEnd", p.ended_on as "endedOn"`;

@Injectable()
export class ReviewedPlacementStore {
  /** Undefined for one that is not agreed, or whose file the reader may not open. */
  async find(tx: Tx, id: string): Promise<ReviewedPlacement | undefined> {
    const [found] = await tx.query<ReviewedPlacement>(
      `select ${COLUMNS} from placement p join organisation s on s.id = p.school_organisation_id
        where p.id = $1 and p.status in ('AGREED', 'ACTIVE', 'ENDED') and ${OPENED}`,
      [id],
    );
    return found;
  }

  /** The providers of a placement, by name. A provider of a package sees itself alone: ask as the authority. */
  providers(tx: Tx, placementId: string): Promise<Party[]> {
    return tx.query<Party>(
      `select o.id as "organisationId", o.name from placement_offer f join organisation o on o.id = f.provider_organisation_id
        where f.placement_id = $1 and f.answer = 'ACCEPTED' order by o.name, o.id`,
      [placementId],
    );
  }

  /** What a placement's page says of its file at a glance. */
  async standing(tx: Tx, id: string): Promise<Standing | undefined> {
    const [found] = await tx.query<Standing>(
      `select w.version as "planVersion", w.agreed_at is not null as "planAgreed",
         (select r.due_on from placement_review r where r.placement_id = p.id and r.held_on is null and r.called_off_at is null)
           as "dueOn",
         (select max(r.held_on) from placement_review r where r.placement_id = p.id) as "lastHeldOn",
         (select count(*)::int from pupil_measure m where m.placement_id = p.id and m.revision = 1) as measures
       from placement p left join lateral (select version, agreed_at from placement_plan n
           where n.placement_id = p.id order by version desc limit 1) w on true
       where p.id = $1 and p.status in ('AGREED', 'ACTIVE', 'ENDED') and ${OPENED}`,
      [id],
    );
    return found;
  }

  /** Agreed placements of the authority whose next review is not planned, or was planned for another end, by id. */
  unplanned(tx: Tx, authorityId: string, { after, limit }: IdPage): Promise<ReviewedPlacement[]> {
    return tx.query<ReviewedPlacement>(
      `select ${COLUMNS} from placement p join organisation s on s.id = p.school_organisation_id
        where p.authority_id = $1 and p.status in ('AGREED', 'ACTIVE') and ($2::uuid is null or p.id > $2) and not exists (
          select from placement_review r where r.placement_id = p.id and r.called_off_at is null
            and r.planned_end = p.planned_end and (r.held_on is null or r.next_due_on is null))
        order by p.id limit $3`,
      [authorityId, after, limit],
    );
  }
}
