import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  invalid,
  isDateOnly,
  isUuid,
  may,
  ok,
  REFERRAL_TYPES,
  type Result,
} from '../../../kernel/index.js';
import { type CursorPage, pageOf, UnitOfWork } from '../../../platform/index.js';
import { OPEN_STATUSES, referralMoves, type ReferralStatus } from '../domain/referral-states.js';
import { type ListedReferral, type ListFilter, type ListKey, ListStore } from '../persistence/list.store.js';
import { actsForAuthority } from '../referrals.policy.js';

export const ALL_STATUSES = Object.keys(referralMoves) as ReferralStatus[];

export interface ListQuery {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly schoolId?: string | undefined;
  readonly text?: string | undefined;
  readonly size: number;
  /** As `parseCursor` read it. */
  readonly after?: readonly (string | number)[] | undefined;
}

/** In which states the reader must do something: a school finishes and answers, an authority decides. */
export function statusesToActOn(actor: Actor): readonly ReferralStatus[] {
  if (may(actor, 'referral.return') && !may(actor, 'decision.make')) return ['WITH_SEN'];
  return actsForAuthority(actor) ? ['SUBMITTED', 'WITH_SEN'] : ['DRAFT', 'RETURNED'];
}

/** Referrals by what needs doing first: where the reader must act, then by clock. Reading names is audited. */
@Injectable()
export class ListReferrals {
  constructor(
    private readonly work: UnitOfWork,
    private readonly lists: ListStore,
  ) {}

  async run(actor: Actor, query: ListQuery): Promise<Result<CursorPage<ListedReferral>>> {
    const filter = filterFrom(actor, query);
    if (!filter.ok) return filter;
    const after = keyFrom(query.after);
    if (!after.ok) return after;
    return this.work.inTransaction(actor, async (tx) => {
      const { rows, total } = await this.lists.page(tx, filter.value, query.size, after.value);
      if (rows.length > 0) {
        await tx.audit(
          'referral.listed',
          { type: 'referral-list', id: actor.organisationId ?? actor.name },
          {
            count: Math.min(rows.length, query.size),
          },
        );
      }
      return ok(pageOf(rows, query.size, total, ({ act, dueOn, id }) => [act, dueOn, id]));
    });
  }
}

function filterFrom(actor: Actor, query: ListQuery): Result<ListFilter> {
  const { status, type, schoolId } = query;
  const text = cleanText(query.text, { field: 'text', max: 100 });
  if (!text.ok) return text;
  if (schoolId !== undefined && schoolId !== '' && !isUuid(schoolId)) return invalid('schoolId', 'choice');
  if (type !== undefined && type !== '' && !REFERRAL_TYPES.some((one) => one === type))
    return invalid('type', 'choice');
  const statuses = statusesNamed(status);
  if (statuses === undefined) return invalid('status', 'choice');
  return ok({
    statuses,
    actOn: statusesToActOn(actor),
    ...(type && { types: [type] }),
    ...(schoolId && { schoolId }),
    ...(text.value && { text: text.value }),
  });
}

/** A state, `OPEN` for all that are not ended, nothing for every state. */
function statusesNamed(status: string | undefined): readonly ReferralStatus[] | undefined {
  if (status === undefined || status === '') return ALL_STATUSES;
  if (status === 'OPEN') return ['DRAFT', ...OPEN_STATUSES];
  const known = ALL_STATUSES.find((one) => one === status);
  return known && [known];
}

function keyFrom(after: readonly (string | number)[] | undefined): Result<ListKey | undefined> {
  if (after === undefined) return ok(undefined);
  const [act, due, id] = after;
  const fits = (act === 0 || act === 1) && isDateOnly(due) && isUuid(id);
  return fits ? ok([act, due, id]) : invalid('cursor', 'cursor');
}
