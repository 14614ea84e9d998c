import { Injectable } from '@nestjs/common';
import type { DateOnly, SupportKind } from '../../../kernel/index.js';
import { explainConstraint, type IdPage, insertRows, type Tx } from '../../../platform/index.js';
import type { About, RequestStatus, Sort } from '../domain/request.js';

explainConstraint('support_request_once', 'support.answered');
explainConstraint('support_request_side', 'support.not-yours');
explainConstraint('support_request_decision_once', 'support.granted-already');

export interface SupportRequest {
  readonly id: string;
  readonly reference: string;
  readonly authorityId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly origin: 'SCHOOL' | 'PANEL';
  readonly sort: Sort;
  readonly kind: SupportKind | null;
  readonly about: About;
  /** Which staff, group or class, in words; null for a pupil. */
  readonly who: string | null;
  readonly seen: string;
  readonly tried: string;
  readonly status: RequestStatus;
  readonly teamId: string | null;
  readonly team: string | null;
  readonly dueOn: DateOnly;
  readonly askedAt: Date;
  readonly waitingSince: DateOnly | null;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly referralId: string | null;
}

export interface RequestPupil {
  readonly upn: string | null;
  readonly forename: string;
  readonly surname: string;
  readonly yearGroup: number;
}

export type NewRequest = Pick<
  SupportRequest,
  'id' | 'authorityId' | 'schoolId' | 'origin' | 'sort' | 'kind' | 'about' | 'who' | 'seen' | 'tried' | 'dueOn'
> & {
  readonly policyId: string;
  readonly status: RequestStatus;
  readonly teamId: string | null;
  readonly answer?: string;
  readonly waitingSince?: DateOnly | null;
  readonly referralId?: string;
  readonly decisionId?: string;
};

const COLUMNS = `r.id, r.reference, r.authority_id as "authorityId", r.school_organisation_id as "schoolId", o.name as school, r.origin,
  r.sort, r.kind, r.about, r.who, r.seen, r.tried, r.status, r.team_id as "teamId", t.name as team, r.due_on as "dueOn",
  r.asked_at as "askedAt", r.waiting_since as "waitingSince", r.answer, r.answered_at as "answeredAt", r.referral_id as "referralId"`;
const FROM = `from support_request r join organisation o on o.id = r.school_organisation_id left join support_team t on t.id = r.team_id`;

/** Requests for support. Row security: the school that asked, the authority's people for support, the team it was put to. */
@Injectable()
export class RequestStore {
  async add(tx: Tx, request: NewRequest, pupil: RequestPupil | null): Promise<string> {
    const answered = request.answer === undefined ? null : tx.now;
    await insertRows(tx, 'support_request', [
      {
        id: request.id,
        authority_id: request.authorityId,
        school_organisation_id: request.schoolId,
        origin: request.origin,
        sort: request.sort,
        kind: request.kind,
        about: request.about,
        who: request.who,
        seen: request.seen,
        tried: request.tried,
        status: request.status,
        team_id: request.teamId,
        due_on: request.dueOn,
        policy_id: request.policyId,
        asked_at: tx.now,
        asked_by: tx.actor.userId,
        waiting_since: request.waitingSince ?? null,
        answer: request.answer ?? null,
        answered_at: answered,
        answered_by: answered && tx.actor.userId,
        referral_id: request.referralId ?? null,
        decision_id: request.decisionId ?? null,
      },
    ]);
    if (pupil !== null) {
      await insertRows(tx, 'support_request_pupil', [
        {
          request_id: request.id,
          authority_id: request.authorityId,
          school_organisation_id: request.schoolId,
          upn: pupil.upn,
          forename: pupil.forename,
          surname: pupil.surname,
          year_group: pupil.yearGroup,
        },
      ]);
    }
    const [row] = await tx.query<{ reference: string }>(`select reference from support_request where id = $1`, [
      request.id,
    ]);
    return row?.reference ?? '';
  }

  async find(tx: Tx, id: string): Promise<SupportRequest | undefined> {
    const [row] = await tx.query<SupportRequest>(`select ${COLUMNS} ${FROM} where r.id = $1`, [id]);
    return row;
  }

  /** Undefined for one that is missing or hidden alike. */
  async lock(tx: Tx, id: string): Promise<SupportRequest | undefined> {
    const [row] = await tx.query<SupportRequest>(`select ${COLUMNS} ${FROM} where r.id = $1 for update of r`, [id]);
    return row;
  }

  async ofDecision(tx: Tx, decisionId: string): Promise<SupportRequest | undefined> {
    const [row] = await tx.query<SupportRequest>(`select ${COLUMNS} ${FROM} where r.decision_id = $1`, [decisionId]);
    return row;
  }

  /** Those that a referral came of or led to, the first first; at most 20. */
  ofReferral(tx: Tx, referralId: string): Promise<SupportRequest[]> {
    return tx.query<SupportRequest>(`select ${COLUMNS} ${FROM} where r.referral_id = $1 order by r.id limit 20`, [
      referralId,
    ]);
  }

  async pupil(tx: Tx, id: string): Promise<RequestPupil | undefined> {
    const [row] = await tx.query<RequestPupil>(
      `select upn, forename, surname, year_group as "yearGroup" from support_request_pupil where request_id = $1`,
      [id],
    );
    return row;
  }

  /** Those still to be answered or waiting, by clock; `closed` for the others, the latest first. */
  async open(tx: Tx, limit: number): Promise<SupportRequest[]> {
    return tx.query<SupportRequest>(
      `select ${COLUMNS} ${FROM} where r.status in ('ASKED', 'WAITING')
       order by r.status, coalesce(r.waiting_since, r.due_on), r.id limit $1`,
      [limit],
    );
  }

  async closed(tx: Tx, limit: number): Promise<SupportRequest[]> {
    return tx.query<SupportRequest>(
      `select ${COLUMNS} ${FROM} where r.status not in ('ASKED', 'WAITING') order by r.id desc limit $1`,
      [limit],
    );
  }

  async page(tx: Tx, { after, limit }: IdPage): Promise<{ rows: SupportRequest[]; total: number }> {
    const rows = await tx.query<SupportRequest>(
      `select ${COLUMNS} ${FROM} where ($1::uuid is null or r.id < $1) order by r.id desc limit $2`,
      [after, limit],
    );
    const [count] = await tx.query<{ total: number }>(`select count(*) as total from support_request`);
    return { rows, total: count?.total ?? 0 };
  }

  /** Those that were answered and that the school has still to do something about: a referral that was suggested. */
  suggested(tx: Tx, limit: number): Promise<SupportRequest[]> {
    return tx.query<SupportRequest>(
      `select ${COLUMNS} ${FROM} where r.status = 'REFERRAL_SUGGESTED' and r.referral_id is null order by r.id limit $1`,
      [limit],
    );
  }

  async answer(
    tx: Tx,
    id: string,
    given: { readonly status: RequestStatus; readonly answer: string; readonly teamId: string | null },
  ): Promise<void> {
    await tx.query(
      `update support_request set status = $2, answer = $3, team_id = coalesce($4, team_id), answered_at = $5, answered_by = $6,
         waiting_since = case when $2 = 'WAITING' then $7::date else waiting_since end where id = $1`,
      [id, given.status, given.answer, given.teamId, tx.now, tx.actor.userId, tx.today],
    );
  }

  async passOn(tx: Tx, id: string, teamId: string): Promise<void> {
    await tx.query(`update support_request set team_id = $2 where id = $1`, [id, teamId]);
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(`update support_request set status = 'WITHDRAWN' where id = $1`, [id]);
  }

  async began(tx: Tx, id: string, referralId: string): Promise<void> {
    await tx.query(`update support_request set referral_id = $2 where id = $1`, [id, referralId]);
  }
}
