import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { ResultStore } from '../persistence/result.store.js';
import { RunStore } from '../persistence/run.store.js';
import { type WhatIf, WhatIfStore } from '../persistence/what-if.store.js';
import { WishStore } from '../persistence/wish.store.js';
import { maySeeWishes, mayWish } from './wishes.js';

export const WHAT_IF = 'matching.what-if';

export interface WhatIfView {
  readonly whatIf: WhatIf;
  /** The cases' own numbers, of those who would move. */
  readonly references: ReadonlyMap<string, string>;
  /** A newer result than the one it starts from stands. */
  readonly dated: boolean;
}

/** What would follow from the pins and bars that stand: asked for, computed in the background, looked at. */
@Injectable()
export class WhatIfs {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: WhatIfStore,
    private readonly wishes: WishStore,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
  ) {}

  /** Refused: `matching.nothing-to-try` without a pin or bar that still waits; `matching.no-result` before the first run. */
  ask(actor: Actor): Promise<Result<string>> {
    return this.work.inTransaction<string>(actor, async (tx) => {
      const { authorityId, userId } = actor;
      if (!mayWish(actor) || authorityId === null || userId === null) return forbidden('matching.displacement');
      const run = await this.runs.latestFinished(tx, authorityId);
      if (run === undefined) return problem('matching.no-result');
      const wishes = (await this.wishes.live(tx, authorityId)).filter(({ waits }) => waits);
      if (wishes.length === 0) return problem('matching.nothing-to-try');
      const id = await this.store.add(tx, {
        authorityId,
        runId: run.id,
        askedBy: userId,
        wishes: wishes.map(({ referralId, optionKey, kind, reference, places, reason }) => ({
          referralId,
          optionKey,
          kind,
          reference,
          places,
          reason,
        })),
      });
      await tx.outbox(WHAT_IF, { whatIfId: id });
      await tx.audit('matching.what-if-asked', { type: 'matching_what_if', id }, { wishes: wishes.length });
      return ok(id);
    });
  }

  one(actor: Actor, id: string): Promise<Result<WhatIfView>> {
    return this.work.read(actor, async (tx): Promise<Result<WhatIfView>> => {
      const whatIf = maySeeWishes(actor) ? await this.store.byId(tx, id) : undefined;
      if (whatIf === undefined || actor.authorityId === null) return notFound('what-if');
      const latest = await this.runs.latestFinished(tx, actor.authorityId);
      const moved = (whatIf.result?.moves ?? []).map(({ referralId }) => referralId);
      const references = await this.results.references(tx, moved);
      await tx.audit('matching.what-if-read', { type: 'matching_what_if', id });
      return ok({ whatIf, references, dated: latest !== undefined && latest.id !== whatIf.runId });
    });
  }

  newest(actor: Actor, size: number): Promise<readonly WhatIf[]> {
    const { authorityId } = actor;
    if (authorityId === null || !maySeeWishes(actor)) return Promise.resolve([]);
    return this.work.read(actor, (tx) => this.store.newest(tx, authorityId, size));
  }
}
