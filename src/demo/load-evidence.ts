import type { INestApplicationContext } from '@nestjs/common';
import { addDays, type DateOnly, valueOf } from '../kernel/index.js';
import { EVIDENCE_KINDS, KeepEvidence } from '../modules/providers/index.js';
import { managerOf } from './load-round.js';

/** Days from today until the confirmation of these providers ends: each falls to another reminder. */
const ENDS_SOON: Readonly<Record<string, number>> = { 'part-time-1': 55, 'part-time-6': 25, 'part-time-9': 6 };
const ENDS_LATER = 240;

/** Written confirmations, which need no file and no virus scan. */
const KINDS = ['SAFEGUARDING_CONFIRMATION', 'SINGLE_CENTRAL_RECORD'] as const;

/** Documents of a provider, as it keeps them before it bids. */
export async function keepDocuments(
  app: INestApplicationContext,
  { key, providerId }: { readonly key: string; readonly providerId: string },
  { authorityId, today }: { readonly authorityId: string | null; readonly today: DateOnly },
): Promise<void> {
  const manager = managerOf(authorityId, providerId);
  for (const [index, kind] of KINDS.entries()) {
    const details = {
      kind,
      title: null,
      reference: null,
      issuer: null,
      coverPence: null,
      statement: EVIDENCE_KINDS[kind].statement,
      validFrom: null,
      validTo: addDays(today, index === 0 ? (ENDS_SOON[key] ?? ENDS_LATER) : ENDS_LATER),
      siteIds: [],
    };
    valueOf(await app.get(KeepEvidence, { strict: false }).run(manager, details, []));
  }
}
