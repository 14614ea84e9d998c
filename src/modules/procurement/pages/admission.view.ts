import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { dataTable, type StatusTag, tag } from '../../../web/index.js';
import type { AdmissionLine } from '../persistence/admission.store.js';

export const admissionTag = (line: AdmissionLine, today: DateOnly) => {
  const { suspendedFrom, toDate } = line;
  const shown = tagToday(line, today);
  if (suspendedFrom === null || toDate < today) return shown;
  return { ...shown, note: [`Suspended from ${formatDate(suspendedFrom)}`, shown.note].filter(Boolean).join(', ') };
};

function tagToday(
  { fromDate, toDate, suspended, lapsed, lapsedSites }: AdmissionLine,
  today: DateOnly,
): { text: string; tag: StatusTag; note?: string } {
  if (toDate < today) return { text: '', tag: tag('Ended', 'grey') };
  if (suspended) return { text: '', tag: tag('Suspended', 'red') };
  if (lapsed) return { text: '', tag: tag('Document has run out', 'orange') };
  if (fromDate > today) return { text: '', tag: tag('Starts later', 'blue') };
  if (lapsedSites.length === 0) return { text: '', tag: tag('Admitted', 'green') };
  return { text: '', tag: tag('Document of a site has run out', 'yellow'), note: lapsedSites.join(', ') };
}

/** One provider's, to every framework that the reader may see. */
export const admissionsOfProvider = (admissions: readonly AdmissionLine[], today: DateOnly) =>
  dataTable({
    caption: 'Admissions',
    captionHidden: true,
    columns: ['Framework', 'Lot', 'From', 'To', 'Status'].map((heading) => ({ heading })),
    rows: admissions.map((one) => [
      one.frameworkName,
      { text: `Lot ${one.lotNumber}`, note: one.lotName },
      formatDate(one.fromDate),
      formatDate(one.toDate),
      admissionTag(one, today),
    ]),
    empty: 'No admission is recorded. A provider is admitted by applying in a round, or by being put to the board.',
  });
