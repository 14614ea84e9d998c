import { Injectable } from '@nestjs/common';
import type { DeadlineKind } from '../domain/deadline.js';

/**
 * Where a module's records say what is due. `select` names, in this order: kind, subject_id, part, referral_id, placement_id,
 * reference, school_id, party, organisations (of the party; null for the authority), due_on, counted_from, why. $1 is the
 * authority, $2 today. Row security decides what of it is seen.
 */
export interface DeadlineSource {
  readonly kinds: Readonly<Record<string, DeadlineKind>>;
  readonly select: string;
}

/** The one port through which modules say which deadlines run. They register when they start. */
@Injectable()
export class DeadlineSources {
  private readonly sources: DeadlineSource[] = [];

  add(source: DeadlineSource): void {
    const known = this.kinds();
    const twice = Object.keys(source.kinds).find((kind) => Object.hasOwn(known, kind));
    if (twice !== undefined) throw new Error(`Two modules say what ${twice} is`);
    this.sources.push(source);
  }

  kinds(): Readonly<Record<string, DeadlineKind>> {
    return Object.assign({}, ...this.sources.map(({ kinds }) => kinds)) as Record<string, DeadlineKind>;
  }

  /** All deadlines of all modules, as one relation. */
  relation(): string {
    const columns =
      'kind, subject_id, part, referral_id, placement_id, reference, school_id, party, organisations, due_on, counted_from, why';
    const all = this.sources.map(({ select }) => `(${select})`).join(' UNION ALL ');
    return `(SELECT * FROM (${all}) given (${columns}))`;
  }
}
