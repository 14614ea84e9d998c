import type { Touched } from '../persistence/providers-seen.js';

/** What hangs on a provider or site, as facts of a page. */
export const touchedFacts = ({ admissions, openings, placements }: Touched) => [
  { label: 'Admissions in force', value: admissions },
  { label: 'Openings', value: openings },
  { label: 'Placements offered, agreed or under way', value: placements },
];
