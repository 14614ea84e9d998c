import { Injectable } from '@nestjs/common';
import {
  type Actor,
  formatDate,
  forbidden,
  invalid,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import {
  ACTIVITIES,
  type Activity,
  checkFrom,
  type Destination,
  DESTINATIONS,
  isSustained,
  LEAVES,
  ruleAt,
} from '../domain/destination.js';
import type { EndReason } from '../domain/placement-states.js';
import { DestinationStore, type RecordedDestination } from '../persistence/destination.store.js';
import { type Placement, PlacementStore } from '../persistence/placement.store.js';
import { subjectOf } from './answer-offer.js';
import { BetweenSides, type LockedStay } from './between-sides.js';

const MOST = 50;

export interface DestinationView {
  readonly placement: Placement;
  /** Somebody left: there is something to record. */
  readonly leaves: boolean;
  readonly recorded: RecordedDestination | null;
  readonly months: readonly string[];
}

/** Where a leaver went, said by the school or the authority, and whether it lasted, asked again when the rule's time is over. */
@Injectable()
export class RecordDestination implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sides: BetweenSides,
    private readonly placements: PlacementStore,
    private readonly destinations: DestinationStore,
  ) {}

  /** Refused: `placement.not-found`, and for whoever is of no side, or a provider. */
  view(actor: Actor, placementId: string): Promise<Result<DestinationView>> {
    return this.work.read(actor, async (tx): Promise<Result<DestinationView>> => {
      const placement = await this.placements.find(tx, placementId);
      if (placement === undefined) return notFound('placement');
      const side = await this.sides.sideOf(tx, placement);
      if (side === undefined || side.party === 'PROVIDER') return forbidden('destination.record');
      const months = ruleAt(placement.endedOn ?? placement.plannedEnd).months;
      const recorded = (await this.destinations.of(tx, placementId)) ?? null;
      return ok({ placement, leaves: leaves(placement), recorded, months });
    });
  }

  /** Refused: field `kind`; `destination.not-ended`, `destination.found`. */
  record(actor: Actor, placementId: string, kind: unknown): Promise<Result<undefined>> {
    if (typeof kind !== 'string' || !Object.hasOwn(DESTINATIONS, kind)) {
      return Promise.resolve(invalid('kind', 'choose-one'));
    }
    return this.by(actor, placementId, async (tx, { placement }, leftOn) => {
      await this.destinations.put(tx, placement, { kind: kind as Destination, checkFrom: checkFrom(leftOn) });
      await tx.audit('placement.destination-recorded', subjectOf(placement));
      return ok();
    });
  }

  /** What the pupil did in each month of the rule. Refused: fields; `destination.none`, `destination.too-early`, `destination.found`. */
  find(actor: Actor, placementId: string, months: readonly unknown[]): Promise<Result<{ sustained: boolean }>> {
    const wrong = months.findIndex((one) => typeof one !== 'string' || !Object.hasOwn(ACTIVITIES, one));
    if (wrong >= 0) return Promise.resolve(invalid(`month${wrong + 1}`, 'choose-one'));
    return this.by(actor, placementId, async (tx, { placement }, leftOn) => {
      const rule = ruleAt(leftOn);
      if (months.length !== rule.months.length) return invalid(`month${months.length + 1}`, 'choose-one');
      const recorded = await this.destinations.of(tx, placementId);
      if (recorded === undefined) return problem('destination.none');
      if (recorded.checkFrom > tx.today) return problem('destination.too-early', { from: recorded.checkFrom });
      const did = months as readonly Activity[];
      const sustained = isSustained(did, rule);
      await this.destinations.find(tx, placementId, { months: did, sustained });
      await tx.audit('placement.destination-found', subjectOf(placement), { sustained });
      return ok({ sustained });
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const records = may(actor, 'decision.make') || may(actor, 'referral.submit');
    if (!records) return [];
    const due = await this.work.read(actor, (tx) => this.destinations.due(tx, MOST));
    return due.map(({ id, reference, endedOn, checkFrom: from }) => ({
      title:
        from === null
          ? `Say where the pupil of ${reference} went`
          : `Say whether it lasted for the pupil of ${reference}`,
      href: `/placements/${id}/destination`,
      kind: 'Placement',
      dueOn: from ?? endedOn,
      detail: `Left on ${formatDate(endedOn)}`,
    }));
  }

  private by<T>(
    actor: Actor,
    placementId: string,
    act: (tx: Tx, locked: LockedStay, leftOn: NonNullable<Placement['endedOn']>) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.sides.run(actor, placementId, async (tx, locked) => {
      const { placement, side } = locked;
      if (side.party === 'PROVIDER') return forbidden('destination.record');
      if (placement.endedOn === null || !leaves(placement)) return problem('destination.not-ended');
      return act(tx, locked, placement.endedOn);
    });
  }
}

const leaves = ({ status, endReason }: Placement): boolean =>
  status === 'ENDED' && endReason !== null && LEAVES.includes(endReason as EndReason);
