import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { weeklyMinutes } from '../../providers/index.js';
import { weeklyPence } from '../../tariffs/index.js';
import { SupplyStore, type SupplyWanted } from '../persistence/supply.store.js';
import type { Candidate } from './candidate.js';

/** What an authority could place into. */
@Injectable()
export class Supply {
  constructor(private readonly store: SupplyStore) {}

  /**
   * Every open opening of the providers in the authority's supply that is valid on `on` or later, sorted by opening,
   * with registration, admission and the authority's price as of `on`. One query.
   */
  async candidates(tx: Tx, wanted: SupplyWanted): Promise<Candidate[]> {
    const rows = await this.store.candidates(tx, wanted);
    return rows.map((row) => ({
      ...row,
      patterns: row.patterns.map((pattern) => ({
        ...pattern,
        weeklyMinutes: weeklyMinutes(pattern.sessions, { am: row.programme.minutesAm, pm: row.programme.minutesPm }),
        weeklyPence: pattern.tariff === null ? null : weeklyPence(pattern.tariff, pattern.sessions),
      })),
    }));
  }

  /** The authorities that commission from the provider now or later. */
  authoritiesOf(tx: Tx, providerId: string): Promise<string[]> {
    return this.store.authoritiesOf(tx, providerId);
  }
}
