import type { AccessFeature, CurriculumCode } from '../kernel/index.js';
import { partTimeProviders } from './part-time-supply.js';
import {
  COMMON,
  CORE,
  type DemoProgramme,
  type DemoProvider,
  type DemoSite,
  FULL,
  THREE_DAYS,
  TWO_DAYS,
} from './supply-parts.js';

/**
 * Who teaches in the demonstration. It has Manchester's shape: a pupil referral unit through which 408 places are
 * commissioned, in its own six centres and in the registered sites of eleven partners, each a body of its own; beside
 * it part-time and complementary providers on a framework with Manchester's ten lots, a college, and one provider that
 * is on no framework and not registered. Every name and address is invented.
 */
type Centre = [name: string, street: string, postcode: string, easting: number, northing: number];

function centre(
  [name, street, postcode, easting, northing]: Centre,
  access: readonly AccessFeature[],
  places: number,
  programmes: readonly Pick<DemoProgramme, 'name' | 'years' | 'needs' | 'places'>[],
  singleSex?: 'F',
): DemoSite {
  return {
    name,
    street,
    postcode,
    easting,
    northing,
    access,
    registration: { kind: 'PRU', places, ...(singleSex && { singleSex }) },
    programmes: programmes.map((programme) => ({
      ...programme,
      curriculum: programme.years[1] >= 10 ? [...CORE, 'GCSE'] : [...CORE, 'THERAPY'],
      kind: 'AP',
      patterns: [FULL, ...TWO_DAYS],
      dayPence: 9_500,
    })),
  };
}

/** 60 + 54 + 48 + 40 + 34 + 28 = 264 of the 408 places. */
const PRU_SITES: readonly DemoSite[] = [
  centre(
    ['Irk Valley Centre', '1 Invented Street', 'M9 4ZZ', 385_900, 401_700],
    ['STEP_FREE', 'ACCESSIBLE_TOILET', 'QUIET_ROOM'],
    60,
    [
      { name: 'Key stage 3 assessment and return', years: [7, 9], needs: COMMON, places: 32 },
      { name: 'Key stage 4 full programme', years: [10, 11], needs: COMMON, places: 28 },
    ],
  ),
  centre(['Medlock Centre', '2 Invented Street', 'M11 3ZZ', 387_400, 398_100], ['GROUND_FLOOR', 'QUIET_ROOM'], 54, [
    { name: 'Key stage 4 full programme', years: [10, 11], needs: COMMON, places: 54 },
  ]),
  centre(
    ['Platt Fields Centre', '3 Invented Street', 'M14 5ZZ', 385_100, 394_300],
    ['STEP_FREE', 'LIFT', 'ACCESSIBLE_TOILET'],
    48,
    [{ name: 'Key stage 3 assessment and return', years: [7, 9], needs: COMMON, places: 48 }],
  ),
  centre(
    ['Wythen Centre', '4 Invented Street', 'M22 5ZZ', 382_200, 387_400],
    ['GROUND_FLOOR', 'ACCESSIBLE_TOILET'],
    40,
    [{ name: 'Key stage 3 and 4 nurture', years: [7, 11], needs: [...COMMON, 'ASD'], places: 40 }],
  ),
  centre(
    ['Chorlton Brook Centre', '5 Invented Street', 'M21 9ZZ', 382_000, 393_200],
    ['LOW_SENSORY', 'QUIET_ROOM'],
    34,
    [
      {
        name: 'Key stage 4 autism and anxiety',
        years: [9, 11],
        needs: ['ASD', 'SEMH', 'SLCN', 'NSA', 'OTH'],
        places: 34,
      },
    ],
  ),
  centre(
    ['Ancoats Girls’ Centre', '6 Invented Street', 'M4 6ZZ', 385_300, 398_700],
    ['STEP_FREE', 'ACCESSIBLE_TOILET', 'PERSONAL_CARE_ROOM'],
    28,
    [{ name: 'Girls’ key stage 3 and 4', years: [8, 11], needs: COMMON, places: 28 }],
    'F',
  ),
];

type Partner = [
  name: string,
  subject: CurriculumCode,
  places: number,
  dayPence: number,
  years: [number, number],
  postcode: string,
  easting: number,
  northing: number,
];

/** 20 + 18 + 16 + 14 + 14 + 12 + 12 + 10 + 10 + 10 + 8 = 144 of the 408 places. */
const PARTNERS: readonly Partner[] = [
  ['Northbank Trades School', 'CONSTRUCTION', 20, 11_000, [10, 11], 'M40 5ZZ', 387_000, 400_900],
  ['Collyhurst Motor School', 'MOTOR_VEHICLE', 18, 11_500, [10, 11], 'M40 7ZZ', 385_500, 400_100],
  ['Open Pitch Sports School', 'SPORT', 16, 9_800, [9, 11], 'M18 8ZZ', 389_000, 395_800],
  ['Studio Eleven School', 'CREATIVE_MEDIA', 14, 12_000, [9, 11], 'M1 2ZZ', 384_700, 398_000],
  ['Kitchen Table School', 'CATERING', 14, 11_800, [10, 11], 'M13 9ZZ', 385_000, 396_200],
  ['Green Lane Farm School', 'ANIMAL_CARE', 12, 13_000, [7, 11], 'M23 1ZZ', 380_600, 390_000],
  ['The Reading Room School', 'ENGLISH', 12, 12_500, [7, 9], 'M20 4ZZ', 384_900, 391_800],
  ['Bright Path Therapeutic School', 'THERAPY', 10, 15_500, [7, 11], 'M19 3ZZ', 387_000, 392_900],
  ['Salon Road School', 'HAIR_BEAUTY', 10, 11_200, [10, 11], 'M8 0ZZ', 384_800, 402_000],
  ['Moss Side Makers School', 'DIGITAL', 10, 12_200, [9, 11], 'M14 4ZZ', 383_900, 395_600],
  ['Second Wind Outdoor School', 'OUTDOOR', 8, 13_400, [7, 11], 'M9 6ZZ', 386_100, 405_000],
];

const partner = (
  [name, subject, places, dayPence, years, postcode, easting, northing]: Partner,
  index: number,
): DemoProvider => ({
  key: `partner-${index + 1}`,
  name,
  route: 'MAINTAINED_AP',
  commissionedByPru: true,
  vat: 'STANDARD',
  sites: [
    {
      name,
      street: `${index + 11} Invented Street`,
      postcode,
      easting,
      northing,
      access:
        index % 3 === 0 ? ['STEP_FREE', 'ACCESSIBLE_TOILET'] : index % 3 === 1 ? ['GROUND_FLOOR'] : ['QUIET_ROOM'],
      // One site may take fewer than its programme offers: its registration is the cap.
      registration: { kind: 'REGISTERED_SCHOOL', places: subject === 'HAIR_BEAUTY' ? places - 1 : places },
      programmes: [
        {
          name: `${name}: full programme`,
          years,
          needs: subject === 'THERAPY' ? ['SEMH', 'ASD', 'SLCN', 'OTH', 'NSA'] : COMMON,
          curriculum: [...CORE, subject],
          kind: 'AP',
          places,
          patterns: [FULL, ...THREE_DAYS],
          dayPence,
        },
      ],
    },
  ],
});

/** The referral unit first, then its partners, then everybody else. */
export const demoProviders: readonly DemoProvider[] = [
  {
    key: 'pru',
    name: 'Invented Rivers Learning Centre (demonstration PRU)',
    route: 'MAINTAINED_AP',
    commissionedByPru: false,
    vat: 'OUT_OF_SCOPE',
    sites: PRU_SITES,
  },
  ...PARTNERS.map(partner),
  ...partTimeProviders,
];

/** What the authority commissions through the referral unit: 408, as in Manchester. */
export const placesThroughThePru = (): number =>
  demoProviders
    .filter((provider) => provider.key === 'pru' || provider.commissionedByPru)
    .flatMap((provider) => provider.sites)
    .flatMap((site) => site.programmes)
    .reduce((sum, programme) => sum + programme.places, 0);
