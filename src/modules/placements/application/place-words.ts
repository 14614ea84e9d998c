import { Injectable } from '@nestjs/common';
import { ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Supply } from '../../capacity/index.js';
import { whereOf } from '../../providers/index.js';
import type { LockedReferral } from '../../referrals/index.js';
import type { DecisionCommand } from '../domain/decision-command.js';

/** What the places that are named are called today. Problem: `matching.not-offered` for one that is not for sale. */
@Injectable()
export class PlaceWords {
  constructor(private readonly supply: Supply) {}

  async of(
    tx: Tx,
    { authorityId }: LockedReferral,
    { patternIds, next, startsOn }: DecisionCommand,
  ): Promise<Result<{ readonly places: readonly string[]; readonly next: readonly string[] }>> {
    const wanted = [...new Set([patternIds, ...next].flat())];
    const found = await this.supply.candidates(tx, { authorityId, on: startsOn, patternIds: wanted });
    const names = new Map(
      found.flatMap(({ provider, site, patterns }) =>
        patterns.map(({ id, label }): [string, string] => [id, `${whereOf(provider.name, site.name)}: ${label}`]),
      ),
    );
    const missing = wanted.filter((id) => !names.has(id));
    if (missing.length > 0) return problem('matching.not-offered', { patterns: missing });
    const called = (ids: readonly string[]): string[] => ids.map((id) => names.get(id) ?? '');
    return ok({ places: called(patternIds), next: next.map((option) => called(option).join(' and ')) });
  }
}
