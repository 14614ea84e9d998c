import { type DateOnly, formatDate, isCode, isDateOnly, isUuid } from '../../../kernel/index.js';

/** What may become of where a pupil is taught, in words: its site, its provider, and the first day of it. */
const STOPS = {
  SITE_CLOSES: ({ site }: Where, on: string) => `${site} closes on ${on}. Another place is looked for`,
  SITE_STAYS: ({ site }: Where, on: string) => `${site} was to close on ${on}, and stays open`,
  SUSPENDED: ({ provider }: Where, on: string) =>
    `${provider} is suspended from ${on} on: nobody new is placed there, and whoever is there stays unless somebody decides otherwise`,
  LIFTED: ({ provider }: Where, on: string) => `${provider} is not suspended any more from ${on} on`,
  REMOVED: ({ provider }: Where, on: string) =>
    `${provider} leaves the framework on ${on}. Another place is looked for, unless somebody decides otherwise`,
} as const;
export type StopKind = keyof typeof STOPS;

interface Where {
  readonly site: string;
  readonly provider: string;
}

/** A site or an admission, and the first day on which it is closed, suspended or over. */
export interface ProvisionStop {
  readonly what: StopKind;
  readonly siteId: string | null;
  readonly admissionId: string | null;
  readonly onDate: DateOnly;
}

export interface Notice extends Where {
  readonly what: StopKind;
  readonly onDate: DateOnly;
  readonly toldAt: Date;
}

export const stopWords = ({ what, onDate, ...where }: Notice): string => STOPS[what](where, formatDate(onDate));

/** As whoever stopped it asked for it to be told; undefined for anything else. */
export function readStop({
  what,
  siteId,
  admissionId,
  onDate,
}: Readonly<Record<string, unknown>>): ProvisionStop | undefined {
  const site = isUuid(siteId) ? siteId : null;
  const admission = isUuid(admissionId) ? admissionId : null;
  if (!isCode(STOPS, what) || !isDateOnly(onDate) || (site === null) === (admission === null)) return undefined;
  return { what, siteId: site, admissionId: admission, onDate };
}
