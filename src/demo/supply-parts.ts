import type { AccessFeature, CurriculumCode, NeedCode } from '../kernel/index.js';

export interface DemoPattern {
  readonly label: string;
  /** Session names; sold whole. */
  readonly sessions: readonly string[];
}

export interface DemoProgramme {
  readonly name: string;
  readonly years: readonly [number, number];
  readonly needs: readonly NeedCode[];
  readonly curriculum: readonly CurriculumCode[];
  readonly kind: 'AP' | 'COLLEGE' | 'TRAINING' | 'WORK';
  readonly places: number;
  readonly patterns: readonly DemoPattern[];
  readonly dayPence: number;
}

export interface DemoSite {
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly easting: number;
  readonly northing: number;
  readonly access: readonly AccessFeature[];
  readonly registration:
    | { readonly kind: 'PRU' | 'REGISTERED_SCHOOL'; readonly places: number; readonly singleSex?: 'F' | 'M' }
    | { readonly kind: 'NOT_REGISTERED' };
  readonly programmes: readonly DemoProgramme[];
}

export interface DemoProvider {
  readonly key: string;
  readonly name: string;
  readonly route: 'MAINTAINED_AP' | 'FRAMEWORK' | 'OFF_FRAMEWORK';
  /** The PRU commissions its partners' places. */
  readonly commissionedByPru: boolean;
  /** Number of the framework lot it is admitted to, 1 to 10. */
  readonly lot?: number;
  readonly vat: 'STANDARD' | 'EXEMPT' | 'OUT_OF_SCOPE';
  readonly sites: readonly DemoSite[];
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const DAY_NAMES = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday' } as const;
const both = (...days: string[]): string[] => days.flatMap((day) => [`${day}-am`, `${day}-pm`]);
export const FULL: DemoPattern = { label: 'Full time, five days', sessions: both(...DAYS) };
export const ONE_DAY: readonly DemoPattern[] = DAYS.map((day) => ({
  label: `One day a week (${DAY_NAMES[day]})`,
  sessions: both(day),
}));
export const TWO_DAYS: readonly DemoPattern[] = [
  { label: 'Two days a week (Monday and Tuesday)', sessions: both('mon', 'tue') },
  { label: 'Two days a week (Wednesday and Thursday)', sessions: both('wed', 'thu') },
];
export const THREE_DAYS: readonly DemoPattern[] = [
  { label: 'Three days a week (Wednesday to Friday)', sessions: both('wed', 'thu', 'fri') },
];
export const MORNINGS: readonly DemoPattern[] = [{ label: 'Five mornings', sessions: DAYS.map((day) => `${day}-am`) }];
export const EVERY_AFTERNOON: readonly DemoPattern[] = [
  { label: 'Five afternoons', sessions: DAYS.map((day) => `${day}-pm`) },
];
export const AFTERNOONS: readonly DemoPattern[] = [
  { label: 'Two afternoons (tue, thu)', sessions: ['tue-pm', 'thu-pm'] },
];

/** Taught in every full programme. */
export const CORE: readonly CurriculumCode[] = ['ENGLISH', 'MATHS', 'SCIENCE', 'PSHE'];
/** The needs most alternative provision is set up for. */
export const COMMON: readonly NeedCode[] = ['SEMH', 'MLD', 'SPLD', 'SLCN', 'OTH', 'NSA'];
