import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { Supply } from '../../capacity/index.js';
import type { Choice } from '../domain/codes.js';

/** No list of places to choose from is longer than this. */
const CHOICES_MAX = 300;

/** The programmes a family can name: open now or later in the authority's supply, for the pupil's year when it is known. */
@Injectable()
export class PlaceChoices {
  constructor(private readonly supply: Supply) {}

  async list(tx: Tx, wanted: { authorityId: string; yearGroup: number | undefined }): Promise<readonly Choice[]> {
    const { yearGroup } = wanted;
    const candidates = await this.supply.candidates(tx, { authorityId: wanted.authorityId, on: tx.today });
    const programmes = new Map<string, Choice>();
    for (const { programme, site, provider } of candidates) {
      if (yearGroup !== undefined && (yearGroup < programme.yearFrom || yearGroup > programme.yearTo)) continue;
      programmes.set(programme.id, {
        code: `programme:${programme.id}`,
        label: `${programme.name}, ${site.name}${provider.name === site.name ? '' : ` (${provider.name})`}`,
      });
    }
    return [...programmes.values()].toSorted((a, b) => a.label.localeCompare(b.label, 'en-GB')).slice(0, CHOICES_MAX);
  }
}
