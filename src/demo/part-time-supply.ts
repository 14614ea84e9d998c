import type { CurriculumCode } from '../kernel/index.js';
import {
  AFTERNOONS,
  COMMON,
  type DemoPattern,
  type DemoProgramme,
  type DemoProvider,
  EVERY_AFTERNOON,
  FULL,
  MORNINGS,
  ONE_DAY,
  THREE_DAYS,
  TWO_DAYS,
} from './supply-parts.js';

type PartTime = {
  name: string;
  lot?: number;
  route?: DemoProvider['route'];
  vat: DemoProvider['vat'];
  subject: CurriculumCode;
  kind?: DemoProgramme['kind'];
  places: number;
  dayPence: number;
  years: [number, number];
  postcode: string;
  easting: number;
  northing: number;
  patterns: readonly DemoPattern[];
};

const PART_TIME: readonly PartTime[] = [
  {
    name: 'Early Start Sports Science',
    lot: 2,
    vat: 'EXEMPT',
    subject: 'SPORT',
    places: 8,
    dayPence: 8_400,
    years: [7, 11],
    postcode: 'M11 4ZZ',
    easting: 386_700,
    northing: 398_500,
    patterns: [...ONE_DAY, ...TWO_DAYS],
  },
  {
    name: 'Level Pitch Coaching',
    lot: 3,
    vat: 'EXEMPT',
    subject: 'LIFE_SKILLS',
    places: 6,
    dayPence: 7_900,
    years: [7, 10],
    postcode: 'M16 7ZZ',
    easting: 383_200,
    northing: 395_300,
    patterns: ONE_DAY,
  },
  {
    name: 'Curl and Colour Academy',
    lot: 4,
    vat: 'STANDARD',
    subject: 'HAIR_BEAUTY',
    places: 5,
    dayPence: 8_800,
    years: [9, 11],
    postcode: 'M12 5ZZ',
    easting: 386_300,
    northing: 396_800,
    patterns: [...ONE_DAY, ...TWO_DAYS],
  },
  {
    name: 'Plumb Line Construction',
    lot: 5,
    vat: 'STANDARD',
    subject: 'CONSTRUCTION',
    places: 6,
    dayPence: 9_200,
    years: [9, 11],
    postcode: 'M17 1ZZ',
    easting: 380_400,
    northing: 397_000,
    patterns: [...ONE_DAY, ...TWO_DAYS],
  },
  {
    name: 'Frame by Frame Media',
    lot: 6,
    vat: 'STANDARD',
    subject: 'CREATIVE_MEDIA',
    places: 4,
    dayPence: 9_000,
    years: [8, 11],
    postcode: 'M3 3ZZ',
    easting: 383_600,
    northing: 398_600,
    patterns: [...ONE_DAY, ...THREE_DAYS],
  },
  {
    name: 'Hoof and Hay',
    lot: 7,
    vat: 'EXEMPT',
    subject: 'ANIMAL_CARE',
    places: 4,
    dayPence: 9_900,
    years: [7, 11],
    postcode: 'M23 2ZZ',
    easting: 380_300,
    northing: 388_600,
    // Too far from those who sell mornings for one day's journey: such packages are refused.
    patterns: [...ONE_DAY, ...EVERY_AFTERNOON],
  },
  {
    name: 'Tomorrow Lab',
    lot: 8,
    vat: 'STANDARD',
    subject: 'DIGITAL',
    places: 4,
    dayPence: 9_600,
    years: [7, 11],
    postcode: 'M15 6ZZ',
    easting: 384_000,
    northing: 396_700,
    patterns: [...ONE_DAY, ...MORNINGS],
  },
  {
    name: 'One Chair Tutoring',
    lot: 9,
    vat: 'EXEMPT',
    subject: 'TUTORING',
    places: 5,
    dayPence: 18_000,
    years: [7, 11],
    postcode: 'M13 0ZZ',
    easting: 386_000,
    northing: 395_900,
    patterns: [...AFTERNOONS, ...MORNINGS],
  },
  {
    name: 'Alongside Mentoring',
    lot: 10,
    vat: 'EXEMPT',
    subject: 'MENTORING',
    places: 8,
    dayPence: 6_600,
    years: [7, 11],
    postcode: 'M8 5ZZ',
    easting: 384_400,
    northing: 401_500,
    patterns: AFTERNOONS,
  },
  {
    name: 'Canal Basin College',
    lot: 5,
    vat: 'EXEMPT',
    subject: 'MOTOR_VEHICLE',
    kind: 'COLLEGE',
    places: 10,
    dayPence: 6_200,
    years: [10, 11],
    postcode: 'M1 3ZZ',
    easting: 384_900,
    northing: 397_600,
    patterns: TWO_DAYS,
  },
  {
    name: 'Works Yard Training',
    lot: 5,
    vat: 'STANDARD',
    subject: 'BUSINESS',
    kind: 'WORK',
    places: 6,
    dayPence: 4_000,
    years: [10, 11],
    postcode: 'M40 1ZZ',
    easting: 388_300,
    northing: 399_400,
    patterns: ONE_DAY,
  },
  {
    name: 'Anywhere Academy',
    route: 'OFF_FRAMEWORK',
    vat: 'STANDARD',
    subject: 'FUNCTIONAL_SKILLS',
    places: 6,
    dayPence: 7_000,
    years: [8, 11],
    postcode: 'M12 6ZZ',
    easting: 387_200,
    northing: 396_900,
    patterns: [FULL, ...TWO_DAYS],
  },
];

const partTime = (each: PartTime, index: number): DemoProvider => ({
  key: `part-time-${index + 1}`,
  name: each.name,
  route: each.route ?? 'FRAMEWORK',
  commissionedByPru: false,
  ...(each.lot !== undefined && { lot: each.lot }),
  vat: each.vat,
  sites: [
    {
      name: each.name,
      street: `${index + 31} Invented Street`,
      postcode: each.postcode,
      easting: each.easting,
      northing: each.northing,
      access: index % 2 === 0 ? ['GROUND_FLOOR', 'STEP_FREE'] : [],
      registration: { kind: 'NOT_REGISTERED' },
      programmes: [
        {
          name: each.name,
          years: each.years,
          needs: COMMON,
          curriculum: [each.subject, 'PSHE'],
          kind: each.kind ?? 'AP',
          places: each.places,
          patterns: each.patterns,
          dayPence: each.dayPence,
        },
      ],
    },
  ],
});

/** Sold by the day or half day on the framework's lots; and one that is on no framework and not registered. */
export const partTimeProviders: readonly DemoProvider[] = PART_TIME.map(partTime);
