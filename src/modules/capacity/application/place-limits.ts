import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  maxDate,
  mondayOf,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type AuditSubject, type Counted, type IdPage, type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { LIMIT_MAX } from '../domain/opening-rules.js';
import { LimitCounterStore, type LimitScope } from '../persistence/limit-counter.store.js';
import { OpeningStore } from '../persistence/opening.store.js';
import { type Limitable, type PlaceLimit, PlaceLimitStore } from '../persistence/place-limit.store.js';

export interface PlaceLimitDetails {
  readonly scope: LimitScope;
  readonly places: number;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
  readonly reason: string;
}

export interface PlaceLimitsView {
  readonly limitable: readonly Limitable[];
  readonly limits: readonly (PlaceLimit & { readonly mayLift: boolean })[];
}

/**
 * How many a site, a programme or a whole provider takes at a time over all its openings, whoever buys: where that is
 * fewer than the openings, and a site's registration, would allow.
 */
@Injectable()
export class PlaceLimits {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PlaceLimitStore,
    private readonly openings: OpeningStore,
    private readonly counters: LimitCounterStore,
  ) {}

  view(actor: Actor, providerId: string): Promise<Result<PlaceLimitsView>> {
    return this.work.read(actor, async (tx) => {
      const provider = await this.openings.provider(tx, providerId);
      if (provider === undefined) return notFound('provider');
      if (!capacityPolicy.canManage(actor, provider)) return forbidden('opening.manage');
      const limits = await this.store.limits(tx, { providerId });
      return ok({
        limitable: await this.store.limitable(tx, providerId),
        limits: limits.map((one) => ({ ...one, mayLift: one.setByOrganisationId === actor.organisationId })),
      });
    });
  }

  /** For programs: those that count today or later, by id, the newest first, after the last of the page before. */
  page(actor: Actor, providerId: string | null, at: IdPage): Promise<Counted<PlaceLimit>> {
    return this.work.read(actor, (tx) => this.store.page(tx, providerId, at));
  }

  /** Problem: `limit.below-used` (facts: weeks in which more are held or taken, and the most). */
  set(actor: Actor, details: PlaceLimitDetails): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { scope } = details;
      const standing = await this.store.standing(tx, scope);
      if (standing === undefined) return notFound(NOUNS[scope.kind]);
      if (!capacityPolicy.canManage(actor, standing)) return forbidden('opening.manage');
      const checked = check(details, tx.today);
      if (!checked.ok) return checked;
      const id = newId();
      const { providerId } = standing;
      await this.lock(tx, scope, providerId);
      await this.store.add(tx, { ...details, id, providerId, reason: checked.value });
      const week = mondayOf(details.fromDate);
      if (scope.kind !== 'SITE') {
        const last = await this.counters.lockOpenings(tx, scope, week);
        if (last !== null) await this.counters.keep(tx, scope, { fromWeek: week, toWeek: last });
      }
      const over = await this.counters.overused(tx, scope, week);
      if (over.weeks.length > 0) {
        return problem('limit.below-used', { weeks: over.weeks.map(formatDate), most: over.most });
      }
      const { places, fromDate } = details;
      await this.changed(tx, { scope, providerId }, week);
      await tx.audit('places.limited', subjectOf(scope), { places, fromDate });
      return ok(id);
    });
  }

  /** From the next Monday on; a week that has begun keeps it. Only whoever set it. Problem: `limit.lifted`. */
  lift(actor: Actor, limitId: string): Promise<Result<PlaceLimit>> {
    return this.work.inTransaction(actor, async (tx) => {
      const [limit] = await this.store.limits(tx, { id: limitId });
      const standing = limit && (await this.store.standing(tx, limit.scope));
      if (limit === undefined || standing === undefined) return notFound('limit');
      const isOwn = limit.setByOrganisationId === actor.organisationId;
      if (!isOwn || !capacityPolicy.canManage(actor, standing)) return forbidden('opening.manage');
      await this.lock(tx, limit.scope, limit.providerId);
      if (!(await this.store.lift(tx, limitId))) return problem('limit.lifted');
      const week = mondayOf(maxDate(limit.fromDate, tx.today));
      await this.counters.overused(tx, limit.scope, week);
      await this.changed(tx, limit, week);
      await tx.audit('places.limit-lifted', subjectOf(limit.scope), { places: limit.places });
      return ok(limit);
    });
  }

  private lock(tx: Tx, { kind, id }: LimitScope, providerId: string): Promise<void> {
    return kind === 'SITE' ? this.counters.lockSite(tx, id) : this.counters.lockProvider(tx, providerId);
  }

  private async changed(tx: Tx, { scope, providerId }: Pick<PlaceLimit, 'scope' | 'providerId'>, week: DateOnly) {
    await this.counters.setOffered(tx, scope, week);
    await tx.outbox('capacity.changed', { providerId });
  }
}

const NOUNS = { SITE: 'site', PROGRAMME: 'programme', PROVIDER: 'provider' } as const;

const subjectOf = ({ kind, id }: LimitScope): AuditSubject => ({ type: NOUNS[kind], id });

/** The reason, cleaned. Rules: `number`, `too-large`, `not-in-the-past`, `ends-before-start`, those of `cleanText`. */
function check({ places, fromDate, toDate, reason }: PlaceLimitDetails, today: DateOnly): Result<string> {
  const cleaned = cleanText(reason, { field: 'reason', max: 500, required: true });
  const checked = all<string>([
    cleaned,
    Number.isInteger(places) && places >= 0 ? ok('') : invalid('places', 'number'),
    places > LIMIT_MAX ? invalid('places', 'too-large', { max: LIMIT_MAX }) : ok(''),
    fromDate < today ? invalid('fromDate', 'not-in-the-past') : ok(''),
    toDate !== null && toDate < fromDate ? invalid('toDate', 'ends-before-start') : ok(''),
  ]);
  return checked.ok ? ok(checked.value[0] ?? '') : checked;
}
