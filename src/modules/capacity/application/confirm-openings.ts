import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type FieldFault,
  forbidden,
  invalidFields,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { type OpeningRecord, OpeningStore, type SeenOpening } from '../persistence/opening.store.js';
import { ChangeOpening } from './change-opening.js';

/** What somebody says of one opening that was listed, as it was listed. */
export interface OpeningAnswer {
  readonly openingId: string;
  readonly version: number;
  /** Still true with this many places, no longer open, or nothing said of it now. */
  readonly answer: 'TRUE' | 'CLOSED' | 'LATER';
  readonly places: number;
}

/** "All of this is still true": an opening that nobody has confirmed for long is a rumour. */
@Injectable()
export class ConfirmOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly openings: OpeningStore,
    private readonly change: ChangeOpening,
  ) {}

  /** Confirms every open opening of the provider, or only those named, as of today; answers how many that was. */
  run(actor: Actor, command: { providerId: string; openingIds: readonly string[] | null }): Promise<Result<number>> {
    return this.inOne(actor, command.providerId, (tx, providerId) =>
      this.confirm(tx, providerId, command.openingIds?.map((id) => ({ id, version: null })) ?? null),
    );
  }

  /**
   * Confirms what was listed, each opening with what is said of it: all of it or nothing. Whoever may only confirm
   * changes nothing. Fields: an opening's id with `record-changed`, `below-used` (facts: most), `not-open`, or those of
   * `checkPlaces`. Locks counters in the order of the openings.
   */
  answer(actor: Actor, providerId: string, answers: readonly OpeningAnswer[]): Promise<Result<number>> {
    return this.inOne(actor, providerId, async (tx) => {
      const said = answers
        .filter(({ answer }) => answer !== 'LATER')
        .toSorted((a, b) => (a.openingId < b.openingId ? -1 : 1));
      const faults: FieldFault[] = [];
      const stillTrue: SeenOpening[] = [];
      for (const one of said) {
        const opening = await this.openings.find(tx, one.openingId);
        if (opening === undefined || opening.providerId !== providerId) return notFound('opening');
        const changes = one.answer === 'CLOSED' || one.places !== opening.places;
        if (changes && !capacityPolicy.canManage(actor, opening)) return forbidden('opening.manage');
        const done = await this.one(tx, opening, one);
        if (!done.ok) faults.push(faultOf(one.openingId, done));
        const changed = one.places === opening.places ? 0 : 1;
        if (one.answer === 'TRUE') stillTrue.push({ id: opening.id, version: one.version + changed });
      }
      if (faults.length > 0) return invalidFields(faults);
      const confirmed = await this.confirm(tx, providerId, stillTrue);
      // Somebody changed one of them between our reading and our writing: none of it was what was listed.
      return confirmed.ok && confirmed.value < stillTrue.length ? problem('record.changed') : confirmed;
    });
  }

  private async one(tx: Tx, opening: OpeningRecord, said: OpeningAnswer): Promise<Result<unknown>> {
    const { version } = said;
    if (opening.version !== version) return invalidFields([{ field: 'version', rule: 'record-changed' }]);
    if (said.answer === 'CLOSED') return this.change.apply(tx, opening, version, { status: 'WITHDRAWN' });
    if (opening.status !== 'OPEN' && opening.status !== 'UNCONFIRMED') {
      return invalidFields([{ field: 'status', rule: 'not-open' }]);
    }
    return said.places === opening.places ? ok() : this.change.apply(tx, opening, version, { places: said.places });
  }

  private async confirm(tx: Tx, providerId: string, named: readonly SeenOpening[] | null): Promise<Result<number>> {
    const confirmed = await this.openings.confirm(tx, providerId, named);
    await tx.audit('opening.confirmed', { type: 'provider', id: providerId }, { openings: confirmed });
    await tx.outbox('capacity.changed', { providerId });
    return ok(confirmed);
  }

  private inOne(
    actor: Actor,
    providerId: string,
    work: (tx: Tx, providerId: string) => Promise<Result<number>>,
  ): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const provider = await this.openings.provider(tx, providerId);
      if (provider === undefined) return notFound('provider');
      if (!capacityPolicy.canConfirm(actor, provider)) return forbidden('opening.confirm');
      return work(tx, provider.providerId);
    });
  }
}

/** What stands against one opening, told at that opening. */
function faultOf(openingId: string, { problem }: Exclude<Result<unknown>, { ok: true }>): FieldFault {
  const [own] = problem.fields;
  if (own !== undefined) return { ...own, field: openingId };
  const rule = problem.code === 'opening.below-used' ? 'below-used' : 'record-changed';
  return { field: openingId, rule, facts: problem.facts };
}
