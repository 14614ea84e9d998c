import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, mondayOf, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { OpeningReader } from '../persistence/opening.reader.js';
import type { OpeningLine } from '../persistence/opening.store.js';

export interface OpeningView extends OpeningLine {
  readonly mayManage: boolean;
}

/** Openings that the actor may see and that have not ended, with their use this week. */
@Injectable()
export class ListOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reader: OpeningReader,
  ) {}

  async run(
    actor: Actor,
    filter: {
      readonly providerId: string | null;
      readonly offset: number;
      readonly size: number;
      readonly after?: readonly string[] | null;
    },
  ): Promise<Result<{ openings: OpeningView[]; total: number }>> {
    if (!capacityPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const at = { on: tx.today, week: mondayOf(tx.today), openingId: null };
      const [standing] = await tx.query<{ yes: boolean }>(`SELECT actor_is_authority() AS yes`);
      const { openings, total } = await this.reader.list(tx, { ...filter, ...at });
      const actsForAuthority = standing?.yes ?? false;
      return ok({
        openings: openings.map((line) => ({
          ...line,
          mayManage: capacityPolicy.canManage(actor, { providerId: line.providerId, actsForAuthority }),
        })),
        total,
      });
    });
  }

  async one(actor: Actor, openingId: string): Promise<Result<OpeningView>> {
    if (!capacityPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const at = { on: tx.today, week: mondayOf(tx.today), openingId, providerId: null, offset: 0, size: 1 };
      const [standing] = await tx.query<{ yes: boolean }>(`SELECT actor_is_authority() AS yes`);
      const [line] = (await this.reader.list(tx, at)).openings;
      if (line === undefined) return notFound('opening');
      const subject = { providerId: line.providerId, actsForAuthority: standing?.yes ?? false };
      return ok({ ...line, mayManage: capacityPolicy.canManage(actor, subject) });
    });
  }
}
