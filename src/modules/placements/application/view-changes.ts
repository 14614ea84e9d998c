import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Supply } from '../../capacity/index.js';
import { whereOf } from '../../providers/index.js';
import { pauseOf } from '../domain/changes.js';
import { type ChangeRow, ChangeStore } from '../persistence/change.store.js';
import { type Placement, PlacementStore } from '../persistence/placement.store.js';
import { BetweenSides } from './between-sides.js';
import { PlacementQueries } from './placement-queries.js';

export interface PatternChoice {
  readonly patternId: string;
  readonly text: string;
}

/** What can be asked for of a placement by this reader. */
export interface ChangeChoices {
  readonly placement: Placement;
  /** What it is made of from now on. */
  readonly own: readonly PatternChoice[];
  /** What else its providers offer now. */
  readonly others: readonly PatternChoice[];
  /** What other providers offer now. */
  readonly elsewhere: readonly PatternChoice[];
  readonly paused: boolean;
}

export interface ChangeView extends ChangeRow {
  readonly can: { readonly answer: boolean; readonly withdraw: boolean };
}

const OTHERS_MOST = 100;

/** Changes of placements as they are read: by everybody who sees the placement. */
@Injectable()
export class ViewChanges {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sides: BetweenSides,
    private readonly changes: ChangeStore,
    private readonly placements: PlacementStore,
    private readonly queries: PlacementQueries,
    private readonly supply: Supply,
  ) {}

  async list(actor: Actor, placementId: string): Promise<Result<ChangeRow[]>> {
    return this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, placementId);
      return placement ? ok(await this.changes.ofPlacement(tx, placementId)) : notFound('placement');
    });
  }

  one(actor: Actor, changeId: string): Promise<Result<ChangeView>> {
    return this.work.read(actor, async (tx): Promise<Result<ChangeView>> => {
      const row = await this.changes.row(tx, changeId);
      const placement = row && (await this.placements.find(tx, row.placementId));
      if (!row || !placement) return notFound('change');
      await tx.audit('placement.read', { type: 'placement', id: placement.id, referralId: placement.referralId });
      const side = await this.sides.sideOf(tx, placement);
      const mine = row.answers.some((one) => one.organisationId === side?.organisationId && one.answer === 'WAITING');
      const own = row.askedByOrganisationId === side?.organisationId;
      const waits = row.status === 'ASKED' && side !== undefined;
      return ok({ ...row, can: { answer: waits && mine, withdraw: waits && own } });
    });
  }

  /** Refused: `placement.not-found`, and for whoever is of no side. */
  choices(actor: Actor, placementId: string): Promise<Result<ChangeChoices>> {
    return this.sides.run(actor, placementId, async (tx, { placement }) => {
      const parts = await this.placements.components(tx, [placementId]);
      const left = parts.filter(({ from, until }) => from <= until && until >= tx.today);
      const names = await this.queries.places(tx, placementId);
      const own = [...new Set(left.map(({ patternId }) => patternId))].map((patternId) => {
        const name = names.find((one) => one.patternId === patternId);
        return { patternId, text: name ? `${whereOf(name.provider, name.site)}: ${name.pattern}` : 'A place' };
      });
      const providers = new Set(left.map(({ providerId }) => providerId));
      const open = await this.openTo(tx, placement);
      const others = open.filter(({ providerId }) => providers.has(providerId)).slice(0, OTHERS_MOST);
      const elsewhere = open.filter(({ providerId }) => !providers.has(providerId)).slice(0, OTHERS_MOST);
      const paused = pauseOf(parts, tx.today) !== undefined;
      return ok({ placement, own, others: others.filter(isNoneOf(own)), elsewhere, paused });
    });
  }

  private async openTo(
    tx: Tx,
    { authorityId }: Placement,
  ): Promise<(PatternChoice & { readonly providerId: string })[]> {
    const open = await this.supply.candidates(tx, { authorityId, on: tx.today });
    return open.flatMap(({ provider, site, programme, patterns }) =>
      patterns
        .filter(({ tariff }) => tariff !== null)
        .map(({ id, label }) => ({
          providerId: provider.id,
          patternId: id,
          text: `${whereOf(provider.name, site.name)}, ${programme.name}: ${label}`,
        })),
    );
  }
}

const isNoneOf = (own: readonly PatternChoice[]) => (one: PatternChoice) =>
  !own.some(({ patternId }) => patternId === one.patternId);
