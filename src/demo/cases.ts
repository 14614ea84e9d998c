import {
  type CurriculumCode,
  CURRICULUM,
  type DateOnly,
  dateOnly,
  addDays,
  type NeedCode,
  upnCheckLetter,
} from '../kernel/index.js';
import { calibration, sharesOf } from './calibration.js';
import type { Random } from './random.js';

/** A school as the generator needs it. */
export interface DemoSchool {
  readonly organisationId: string;
  readonly name: string;
  readonly pupils: number;
  readonly takes: 'F' | 'M' | 'both';
  readonly easting: number;
  readonly northing: number;
}

export type DemoType = 'PERMANENT_EXCLUSION' | 'PREVENTATIVE_DUAL' | 'PREVENTATIVE_EARLY' | 'OFF_SITE_DIRECTION';

/** One made-up child. Nothing in it was taken from a person: distributions are published, the rest is drawn. */
export interface DemoChild {
  readonly number: number;
  readonly school: DemoSchool;
  readonly forename: string;
  readonly surname: string;
  readonly upn: string;
  readonly dateOfBirth: DateOnly;
  readonly yearGroup: number;
  readonly sex: 'F' | 'M';
  readonly freeMeals: boolean;
  readonly senProvision: 'N' | 'K' | 'E';
  readonly needs: readonly NeedCode[];
  readonly lookedAfter: boolean;
  readonly socialWorker: boolean;
  readonly needsStepFree: boolean;
  readonly easting: number;
  readonly northing: number;
  readonly interests: readonly CurriculumCode[];
  readonly reasons: readonly string[];
  readonly risk: 'LOW' | 'MEDIUM' | 'HIGH';
}

const FORENAMES_F = [
  'Siân',
  'Aisha',
  'Chloe',
  'Zuzanna',
  'Grace',
  'Fatima',
  'Ruby',
  'Ngozi',
  'Molly',
  'Hafsa',
  'Orla',
  'Mei',
];
const FORENAMES_M = [
  'Łukasz',
  'Jayden',
  'Mohammed',
  'Finley',
  'Kofi',
  'Connor',
  'Ibrahim',
  'Tyler',
  'Dawid',
  'Zain',
  'Leo',
  'Amari',
];
const SURNAMES = [
  'Example',
  'Sample',
  'Invented',
  'Madeup',
  'Fictional',
  'Pretend',
  'O’Example',
  'Imaginary',
  'Notreal',
  'Demo-Child',
  'Testcase',
];

const NEED_KEYS: Readonly<Record<string, NeedCode>> = {
  Autistic_spectrum_disorder: 'ASD',
  Hearing_impairment: 'HI',
  Moderate_learning_difficulty: 'MLD',
  No_specialist_assessment: 'NSA',
  Other_difficulty_disability: 'OTH',
  Physical_disability: 'PD',
  Social_emotional_and_mental_health: 'SEMH',
  Speech_language_and_communications_needs: 'SLCN',
  Specific_learning_difficulty: 'SPLD',
  Visual_impairment: 'VI',
};

/** National exclusion reasons; the published series has older names for some. */
const REASON_KEYS: Readonly<Record<string, string>> = {
  physical_pupils: 'PP',
  physical_adult: 'PA',
  verbal_pupil: 'VP',
  verbal_adult: 'VA',
  bullying: 'BU',
  racist_abuse: 'RA',
  sexual_misconduct: 'SM',
  drug_alcohol: 'DA',
  damage: 'DM',
  theft: 'TH',
  persistent_disruptive: 'DB',
};

const INTERESTS = (Object.keys(CURRICULUM) as CurriculumCode[]).filter(
  (code) => !['ENGLISH', 'MATHS', 'SCIENCE', 'GCSE', 'PSHE', 'FUNCTIONAL_SKILLS', 'TUTORING', 'THERAPY'].includes(code),
);

/**
 * Draws one child.
 * @param number unique over the whole demonstration; it makes the UPN unique
 * @param schoolYear calendar year in which the school year began
 */
export function drawChild(
  random: Random,
  number: number,
  type: DemoType,
  schools: readonly DemoSchool[],
  schoolYear: number,
): DemoChild {
  const excluded = type === 'PERMANENT_EXCLUSION';
  const yearGroup = Number(
    random.weighted(
      excluded
        ? sharesOf('pex_year_group', 'NC_Year_', 7, 11)
        : sharesOf('school_arranged_ap_year_group', 'Year ', 7, 11),
    ),
  );
  const sex = excluded
    ? sexOfExcluded(random, yearGroup)
    : random.weighted({
        M: calibration.school_arranged_ap_gender.counts.Male,
        F: calibration.school_arranged_ap_gender.counts.Female,
      });
  const school = drawSchool(random, schools, sex);
  const senProvision = drawSen(random, excluded);
  const needs: readonly NeedCode[] = senProvision === 'N' ? ['SEMH'] : drawNeeds(random);
  // Born so that 31 August before the school year gives the year group: year 7 is age 11.
  const bornFrom = dateOnly(`${schoolYear - yearGroup - 5}-09-01`);
  const upnBody = `352${String(4000 + (number % 900)).padStart(4, '0')}${String((schoolYear - yearGroup) % 100).padStart(2, '0')}${String(Math.floor(number / 900) * 100 + (number % 100)).padStart(3, '0')}`;
  return {
    number,
    school,
    forename: random.pick(sex === 'F' ? FORENAMES_F : FORENAMES_M),
    surname: random.pick(SURNAMES),
    upn: `${upnCheckLetter(upnBody)}${upnBody}`,
    dateOfBirth: addDays(bornFrom, random.whole(0, 364)),
    yearGroup,
    sex,
    freeMeals: random.chance(excluded ? 0.4 : 0.536),
    senProvision,
    needs,
    lookedAfter: random.chance(0.05),
    socialWorker: random.chance(0.18),
    needsStepFree: random.chance(0.03),
    easting: school.easting + random.whole(-2500, 2500),
    northing: school.northing + random.whole(-2500, 2500),
    interests: random.sample(INTERESTS, random.whole(1, 3)),
    reasons: drawReasons(random),
    risk: random.weighted({ LOW: 55, MEDIUM: 35, HIGH: 10 }),
  };
}

function sexOfExcluded(random: Random, yearGroup: number): 'F' | 'M' {
  const counts = calibration.pex_gender_by_year_group.counts[`NC_Year_${yearGroup}`];
  return counts ? random.weighted({ M: counts.Male, F: counts.Female }) : 'M';
}

/** Larger schools refer more; a boys' school refers no girl. */
function drawSchool(random: Random, schools: readonly DemoSchool[], sex: 'F' | 'M'): DemoSchool {
  const open = schools.filter((school) => school.takes === 'both' || school.takes === sex);
  const index = random.weighted(Object.fromEntries(open.map((school, at) => [String(at), school.pupils])));
  const school = open[Number(index)];
  if (!school) throw new Error('The register holds no school that could refer');
  return school;
}

function drawSen(random: Random, excluded: boolean): 'N' | 'K' | 'E' {
  const counts = excluded ? calibration.pex_sen_provision.counts : calibration.school_arranged_ap_sen_on_entry.counts;
  const codes: Readonly<Record<string, 'N' | 'K' | 'E'>> = {
    SEN_Provision_No_SEN: 'N',
    SEN_provision_SEN_without_statement: 'K',
    SEN_provision_SEN_with_statement_EHC: 'E',
    'No SEN': 'N',
    'SEN Support': 'K',
    'EHC plan': 'E',
  };
  return codes[random.weighted(counts)] ?? 'N';
}

function drawNeeds(random: Random): NeedCode[] {
  const drawn = [1, 2].map(() => {
    const key = random.weighted(calibration.pex_sen_primary_need.counts);
    return NEED_KEYS[key.replace('SEN_primary_need_', '')];
  });
  const needs = [...new Set(drawn.filter((need) => need !== undefined))];
  const ranked = needs.length > 0 ? needs : ['SEMH' as const];
  return random.chance(0.35) ? ranked : ranked.slice(0, 1);
}

function drawReasons(random: Random): string[] {
  const weights = Object.fromEntries(
    Object.entries(calibration.pex_reason.counts).filter(([key]) => key in REASON_KEYS),
  );
  const drawn = Array.from({ length: random.whole(1, 3) }, () => REASON_KEYS[random.weighted(weights)]);
  return [...new Set(drawn.filter((reason) => reason !== undefined))];
}
