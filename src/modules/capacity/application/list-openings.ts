import { Injectable } from '@nestjs/common';
import { type Actor, addDays, forbidden, mondayOf, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { clockOf, type OpeningClocks, type OpeningDates } from '../domain/opening-clock.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import { OpeningReader } from '../persistence/opening.reader.js';
import { type OpeningLine, OpeningStore } from '../persistence/opening.store.js';
import { FindOpeningClocks } from './opening-clocks.js';

export interface OpeningView extends OpeningLine, OpeningDates {
  readonly mayManage: boolean;
  readonly mayConfirm: boolean;
}

/** Which openings a list shows: all, those not confirmed in time, or those not certain yet. */
export const SHOWN = ['all', 'unconfirmed', 'likely'] as const;
export type Shown = (typeof SHOWN)[number];
export const shownOf = (value: unknown): Shown => SHOWN.find((one) => one === value) ?? 'all';

const STATUSES: Readonly<Record<Shown | 'to-confirm', readonly OpeningStatus[] | undefined>> = {
  all: undefined,
  unconfirmed: ['OPEN', 'UNCONFIRMED'],
  likely: ['LIKELY', 'LAPSED'],
  'to-confirm': ['OPEN', 'UNCONFIRMED'],
};

export interface OpeningsWanted {
  readonly providerId: string | null;
  readonly offset: number;
  readonly size: number;
  readonly show?: Shown | 'to-confirm';
  readonly after?: readonly string[] | null;
}

/** Openings that the actor may see and that have not ended, with their use this week and their clocks. */
@Injectable()
export class ListOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reader: OpeningReader,
    private readonly clocks: FindOpeningClocks,
    private readonly store: OpeningStore,
  ) {}

  async run(actor: Actor, wanted: OpeningsWanted): Promise<Result<{ openings: OpeningView[]; total: number }>> {
    if (!capacityPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const { show = 'all', ...filter } = wanted;
      const clocks = await this.clocks.forActor(tx);
      const before = addDays(tx.today, -clocks.openingConfirmedDays);
      const { openings, total } = await this.reader.list(tx, {
        ...filter,
        ...wantedOf(tx, null),
        statuses: STATUSES[show],
        confirmedBefore: show === 'unconfirmed' ? before : undefined,
      });
      const view = await viewer(tx, clocks);
      return ok({ openings: openings.map(view), total });
    });
  }

  /** What the actor may do with all that the provider has open. */
  async rightsAt(actor: Actor, providerId: string): Promise<Pick<OpeningView, 'mayManage' | 'mayConfirm'>> {
    const standing = await this.work.read(actor, (tx) => this.store.provider(tx, providerId));
    return {
      mayManage: standing !== undefined && capacityPolicy.canManage(actor, standing),
      mayConfirm: standing !== undefined && capacityPolicy.canConfirm(actor, standing),
    };
  }

  async one(actor: Actor, openingId: string): Promise<Result<OpeningView>> {
    if (!capacityPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const wanted = { ...wantedOf(tx, openingId), providerId: null, offset: 0, size: 1 };
      const [line] = (await this.reader.list(tx, wanted)).openings;
      if (line === undefined) return notFound('opening');
      const view = await viewer(tx, await this.clocks.forActor(tx));
      return ok(view(line));
    });
  }
}

const wantedOf = (tx: Tx, openingId: string | null) => ({ on: tx.today, week: mondayOf(tx.today), openingId });

async function viewer(tx: Tx, clocks: OpeningClocks): Promise<(line: OpeningLine) => OpeningView> {
  const [standing] = await tx.query<{ yes: boolean }>(`SELECT actor_is_authority() AS yes`);
  return (line) => {
    const subject = { providerId: line.providerId, actsForAuthority: standing?.yes ?? false };
    return {
      ...line,
      ...clockOf(line.confirmedOn, clocks, tx.today),
      mayManage: capacityPolicy.canManage(tx.actor, subject),
      mayConfirm: capacityPolicy.canConfirm(tx.actor, subject),
    };
  };
}
