import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { OVER_STATUSES, type ReferralStatus } from '../domain/referral-states.js';
import { CASE_COLUMNS, caseFromRow } from './referral.store.js';

export interface ListFilter {
  readonly statuses: readonly ReferralStatus[];
  readonly types?: readonly string[];
  readonly schoolId?: string;
  /** The start of a reference, or of a surname that the actor may open. */
  readonly text?: string;
  /** In these the reader must act: they come first. */
  readonly actOn: readonly ReferralStatus[];
}

/** What the order of a list is made of: must the reader act, by when, which. */
export type ListKey = readonly [act: number, due: string, id: string];

export interface ListedReferral extends ReferralCase {
  readonly schoolName: string | null;
  readonly pupilReference: string | null;
  /** Null where the child's identity is out of scope. */
  readonly forename: string | null;
  readonly surname: string | null;
  readonly yearGroup: number | null;
  readonly lookedAfter: string | null;
  readonly dueOn: DateOnly;
  readonly act: number;
}

const OVER = `'{${OVER_STATUSES.join(',')}}'::text[]`;
const FROM = `from referral r
  left join organisation s on s.id = r.school_organisation_id
  left join pupil p on p.id = r.pupil_id
  left join pupil_identity i on i.pupil_id = r.pupil_id and r.status <> all (${OVER})
  left join pupil_profile f on f.pupil_id = r.pupil_id and r.status <> all (${OVER})
  left join closed_case_identity ci on ci.referral_id = r.id
  left join closed_case_profile cf on cf.referral_id = r.id
  left join referral_draft d on d.referral_id = r.id`;

const ACT = `case when r.status = any ($1) or (cardinality(r.missing) > 0 and 'RETURNED' = any ($1)
  and r.status in ('SUBMITTED', 'DECIDED', 'PLACED')) then 0 else 1 end`;
const DUE = `coalesce(r.aim_on, '2999-12-31'::date)`;

const WHERE = `where r.status = any ($2) and ($3::text[] is null or r.type = any ($3))
  and ($4::uuid is null or r.school_organisation_id = $4)
  and ($5::text is null or starts_with(r.reference, upper($5)) or starts_with(p.reference, upper($5))
    or starts_with(lower(coalesce(i.surname, ci.surname)), lower($5)))`;

@Injectable()
export class ListStore {
  /** One row more than asked for, so that the end of the list shows. Two queries, however long the list is. */
  async page(
    tx: Tx,
    filter: ListFilter,
    size: number,
    after?: ListKey,
  ): Promise<{ rows: ListedReferral[]; total: number }> {
    const parameters = [
      filter.actOn,
      filter.statuses,
      filter.types ?? null,
      filter.schoolId ?? null,
      filter.text ?? null,
    ];
    const rows = await tx.query<ListedReferral>(
      `select * from (
         select ${CASE_COLUMNS}, s.name as "schoolName", p.reference as "pupilReference",
           coalesce(i.forename, ci.forename, d.answers ->> 'pupil.forename') as forename,
           coalesce(i.surname, ci.surname, d.answers ->> 'pupil.surname') as surname,
           coalesce(f.year_group, cf.year_group) as "yearGroup",
           coalesce(f.looked_after, cf.looked_after) as "lookedAfter", ${DUE} as "dueOn", ${ACT} as act
         ${FROM} ${WHERE}) listed
       where $6::int is null or (act, "dueOn", id) > ($6::int, $7::date, $8::uuid)
       order by act, "dueOn", id limit $9`,
      [...parameters, ...(after ?? [null, null, null]), size + 1],
    );
    const [count] = await tx.query<{ total: number }>(
      `select count(*)::int as total ${FROM} ${WHERE} and $1::text[] is not null`,
      parameters,
    );
    return { rows: rows.map(caseFromRow), total: count?.total ?? 0 };
  }
}
