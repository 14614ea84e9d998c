import { readFileSync } from 'node:fs';

type Counts = Readonly<Record<string, number>>;

interface Calibration {
  readonly pex_year_group: { readonly counts: Counts };
  readonly pex_gender_by_year_group: { readonly counts: Readonly<Record<string, { Male: number; Female: number }>> };
  readonly pex_sen_provision: { readonly counts: Counts };
  readonly pex_sen_primary_need: { readonly counts: Counts };
  readonly pex_reason: { readonly counts: Counts };
  readonly school_arranged_ap_year_group: { readonly counts: Counts };
  readonly school_arranged_ap_gender: { readonly counts: { readonly Male: number; readonly Female: number } };
  readonly school_arranged_ap_sen_on_entry: { readonly counts: Counts };
}

/** Published distributions; the file says which publication each was counted from. */
export const calibration = JSON.parse(
  readFileSync(new URL('./data/calibration.json', import.meta.url), 'utf8'),
) as Calibration;

/** Counts by year group, keyed by its number, of the years `from` to `to`. */
export function sharesOf(
  item: 'pex_year_group' | 'school_arranged_ap_year_group',
  prefix: string,
  from: number,
  to: number,
): Counts {
  const counts = calibration[item].counts;
  return Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, index) => [
      String(from + index),
      counts[`${prefix}${from + index}`] ?? 0,
    ]),
  );
}
