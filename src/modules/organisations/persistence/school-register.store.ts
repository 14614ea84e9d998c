import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export interface RegisterFacts {
  readonly urn: string;
  readonly laName: string | null;
  readonly typeName: string | null;
  readonly statusName: string | null;
  readonly phaseName: string | null;
  readonly lowestAge: number | null;
  readonly highestAge: number | null;
  readonly gender: string | null;
  readonly capacity: number | null;
  readonly pupils: number | null;
  readonly freeMealsPercentage: number | null;
  readonly trustName: string | null;
  readonly ukprn: string | null;
  readonly ofstedRating: string | null;
  readonly openedOn: DateOnly | null;
  readonly closedOn: DateOnly | null;
  /** True when the latest extract of its authority no longer had it. */
  readonly missing: boolean;
}

export interface LinkedEstablishment {
  readonly urn: string;
  readonly name: string | null;
  readonly linkType: string;
  readonly establishedOn: DateOnly | null;
  /** Null when this service has no organisation for it. */
  readonly organisationId: string | null;
}

/** What the national register says about one school. */
@Injectable()
export class SchoolRegisterStore {
  async facts(tx: Tx, urn: string): Promise<RegisterFacts | undefined> {
    const [row] = await tx.query<RegisterFacts>(
      `select e.urn, e.la_name as "laName", e.type_name as "typeName", e.status_name as "statusName",
         e.phase_name as "phaseName", e.lowest_age as "lowestAge", e.highest_age as "highestAge", e.gender, e.capacity,
         e.pupils::float8 as pupils, e.free_meals_percentage::float8 as "freeMealsPercentage",
         e.trust_name as "trustName", e.ukprn, e.ofsted_rating as "ofstedRating", e.opened_on as "openedOn",
         e.closed_on as "closedOn", e.missing_since_import_id is not null as missing
       from establishment e where e.urn = $1`,
      [urn],
    );
    return row;
  }

  /** Predecessors, successors and other links, newest first; bounded, because a register may hold anything. */
  links(tx: Tx, urn: string): Promise<LinkedEstablishment[]> {
    return tx.query<LinkedEstablishment>(
      `select l.link_urn as urn, coalesce(o.name, l.link_name) as name, l.link_type as "linkType",
         l.established_on as "establishedOn", o.id as "organisationId"
       from establishment_link l left join organisation o on o.urn = l.link_urn
       where l.urn = $1 order by l.established_on desc nulls last, l.link_urn, l.link_type limit 100`,
      [urn],
    );
  }
}
