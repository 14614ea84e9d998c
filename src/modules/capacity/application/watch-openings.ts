import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, mondayOf, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { clockOf, earliest, firmStep, type OpeningClocks } from '../domain/opening-clock.js';
import { CounterStore } from '../persistence/counter.store.js';
import { OpeningWatchStore, type ReminderStep, type WatchedOpening } from '../persistence/opening-watch.store.js';
import { FindOpeningClocks } from './opening-clocks.js';

export const WATCH_OPENINGS = 'openings.watch';

interface Due {
  readonly opening: WatchedOpening;
  readonly step: ReminderStep;
  readonly countedFrom: DateOnly;
  /** By when the provider has to act, or had to. */
  readonly dueOn: DateOnly;
}

/** One message for each step, however many openings take it on the day. */
const MESSAGES = {
  DUE: 'openings.confirm-soon',
  OVERDUE: 'openings.not-confirmed',
  STOPPED: 'openings.not-proposed',
  CLOSED: 'openings.closed',
  FIRM_DUE: 'openings.firm-soon',
  LAPSED: 'openings.lapsed',
} as const;

/**
 * Looks at the clocks of all openings: reminds before and after the day to confirm by, closes what nobody has confirmed,
 * and lets lapse what was never made certain. Each provider in a transaction of its own; what was done is found done.
 */
@Injectable()
export class WatchOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OpeningWatchStore,
    private readonly clocks: FindOpeningClocks,
    private readonly counters: CounterStore,
  ) {}

  /** As a service with `opening.tend`. */
  async run(actor: Actor): Promise<Result<undefined>> {
    const providers = await this.work.read(actor, (tx) => this.store.providers(tx));
    for (const providerId of providers) {
      const looked = await this.work.inTransaction(actor, async (tx) => {
        await this.look(tx, providerId);
        return ok();
      });
      if (!looked.ok) return looked;
    }
    return ok();
  }

  private async look(tx: Tx, providerId: string): Promise<void> {
    const clocks = await this.clocks.ofProvider(tx, providerId);
    const due = (await this.store.openings(tx, providerId)).flatMap((opening) => dueOf(opening, clocks, tx.today));
    const closed = await this.close(
      tx,
      due.filter(({ step }) => step === 'CLOSED' || step === 'LAPSED'),
    );
    const told = due.filter(({ step, opening }) => (step !== 'CLOSED' && step !== 'LAPSED') || closed.has(opening.id));
    const fresh = await this.store.remind(
      tx,
      told.map(({ opening, ...one }) => ({ ...one, openingId: opening.id })),
    );
    for (const step of Object.keys(MESSAGES) as ReminderStep[]) {
      const days = told.filter((one) => one.step === step && fresh.has(one.opening.id)).map(({ dueOn }) => dueOn);
      const dueOn = earliest(days);
      if (dueOn === undefined) continue;
      await announce(tx, {
        kind: MESSAGES[step],
        organisationId: providerId,
        subjectType: 'provider',
        subjectId: providerId,
        reference: days.length === 1 ? '1 opening' : `${days.length} openings`,
        dueOn,
      });
    }
    if (closed.size > 0) await tx.outbox('capacity.changed', { providerId });
  }

  /** Locks counters before the opening, as everybody does, in the order of the openings; answers which it closed. */
  private async close(tx: Tx, due: readonly Due[]): Promise<Set<string>> {
    const closed = new Set<string>();
    for (const { opening, step } of due.toSorted((a, b) => (a.opening.id < b.opening.id ? -1 : 1))) {
      await this.counters.lockOpening(tx, opening.id, mondayOf(tx.today), 0);
      // Somebody who confirmed it in the meantime was first.
      const to = step === 'LAPSED' ? 'LAPSED' : 'UNCONFIRMED';
      if (!(await this.store.setStatus(tx, opening, to))) continue;
      closed.add(opening.id);
      const action = step === 'LAPSED' ? 'opening.lapsed' : 'opening.closed-unconfirmed';
      await tx.audit(action, { type: 'opening', id: opening.id }, { confirmedOn: opening.confirmedOn });
    }
    return closed;
  }
}

function dueOf(opening: WatchedOpening, clocks: OpeningClocks, today: DateOnly): Due[] {
  const { status, firmBy, confirmedOn } = opening;
  if (status === 'LIKELY' && firmBy !== null) {
    const step = firmStep(firmBy, clocks, today);
    return step === 'FRESH' ? [] : [{ opening, step, countedFrom: firmBy, dueOn: firmBy }];
  }
  const { step, confirmBy } = clockOf(confirmedOn, clocks, today);
  return step === 'FRESH' ? [] : [{ opening, step, countedFrom: confirmedOn, dueOn: confirmBy }];
}
