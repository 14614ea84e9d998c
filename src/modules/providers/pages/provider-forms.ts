import {
  ACCESS_FEATURES,
  type AccessFeature,
  CURRICULUM,
  type CurriculumCode,
  type GridPoint,
  invalid,
  type NeedCode,
  NEEDS,
  ok,
  type QualificationCode,
  QUALIFICATIONS,
  type Result,
} from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice,
  choicesOf,
  date,
  defineForm,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import {
  COMPONENT_KINDS,
  type ComponentKind,
  type ProgrammeDetails,
  type SiteDetails,
  SUPPLY_ROUTES,
  type SupplyRoute,
} from '../domain/provider-details.js';
import { REGISTRATION_KINDS, type RegistrationKind } from '../domain/registration.js';

export const filterForm = defineForm({
  name: text({ label: 'Name contains', max: 100, optional: true }),
  route: select<SupplyRoute>({ label: 'Supply route', choices: choicesOf<SupplyRoute>(SUPPLY_ROUTES), optional: true }),
});

const providerFields = (commissioners: readonly Choice[]) => ({
  name: text({ label: 'Name', max: 200 }),
  supplyRoute: radios<SupplyRoute>({ label: 'Supply route', choices: choicesOf<SupplyRoute>(SUPPLY_ROUTES) }),
  commissionerId: select({
    label: 'Commissioned through',
    hint: 'For partners of a pupil referral unit',
    choices: commissioners,
    optional: true,
  }),
  about: textarea({ label: 'About', hint: 'What a school should know before it asks', max: 4000, optional: true }),
  vatNumber: text({ label: 'VAT number', max: 30, optional: true }),
});

export const newProviderForm = (commissioners: readonly Choice[]) =>
  defineForm({
    urn: text({
      label: 'URN',
      hint: 'If the provider is in the national register; its name is then taken from there',
      max: 6,
      optional: true,
    }),
    ...providerFields(commissioners),
  });

export const providerForm = (commissioners: readonly Choice[]) => defineForm(providerFields(commissioners));

export const siteForm = defineForm({
  name: text({ label: 'Name of the site', max: 200 }),
  address: textarea({ label: 'Address', max: 500, optional: true }),
  postcode: text({ label: 'Postcode', max: 12, optional: true }),
  easting: wholeNumber({ label: 'Easting', hint: 'In metres, such as 384000', most: 700_000, optional: true }),
  northing: wholeNumber({ label: 'Northing', hint: 'In metres, such as 398000', most: 1_300_000, optional: true }),
  accessFeatures: checkboxes<AccessFeature>({
    label: 'Access',
    choices: choicesOf<AccessFeature>(ACCESS_FEATURES),
    optional: true,
  }),
});

interface SiteValues extends Omit<SiteDetails, 'grid' | 'address' | 'postcode'> {
  readonly address: string | null;
  readonly postcode: string | null;
  readonly easting: number | null;
  readonly northing: number | null;
}

/** Half a grid reference is none: the other half is asked for. */
export function siteDetails({ easting, northing, address, postcode, ...rest }: SiteValues): Result<SiteDetails> {
  const grid = gridOf(easting, northing);
  if (!grid.ok) return grid;
  return ok({ ...rest, address: address ?? '', postcode: postcode ?? '', grid: grid.value });
}

function gridOf(easting: number | null, northing: number | null): Result<GridPoint | null> {
  if (easting === null && northing === null) return ok(null);
  if (easting === null) return invalid('easting', 'required');
  return northing === null ? invalid('northing', 'required') : ok({ easting, northing });
}

export const registrationForm = defineForm({
  fromDate: date({ label: 'From', hint: 'The first day on which this is so. Earlier days keep what they had' }),
  kind: radios<RegistrationKind>({
    label: 'Registered as',
    choices: choicesOf<RegistrationKind>(REGISTRATION_KINDS),
  }),
  urn: text({ label: 'URN', hint: 'Not for a site that is not registered', max: 6, optional: true }),
  registeredPlaces: wholeNumber({
    label: 'Registered places',
    hint: 'The most pupils at one time. Leave empty where nothing is registered',
    most: 5000,
    optional: true,
  }),
  singleSex: radios<'M' | 'F' | 'BOTH'>({
    label: 'Sex',
    choices: [
      { value: 'BOTH', text: 'Both' },
      { value: 'F', text: 'Girls only' },
      { value: 'M', text: 'Boys only' },
    ],
  }),
  lowestAge: wholeNumber({ label: 'Lowest age', least: 2, most: 25 }),
  highestAge: wholeNumber({ label: 'Highest age', least: 2, most: 25 }),
});

export const programmeForm = defineForm({
  name: text({ label: 'Name of the programme', max: 200 }),
  componentKind: radios<ComponentKind>({ label: 'Kind', choices: choicesOf<ComponentKind>(COMPONENT_KINDS) }),
  yearFrom: wholeNumber({ label: 'From year', hint: '0 is reception', most: 14 }),
  yearTo: wholeNumber({ label: 'To year', most: 14 }),
  needs: checkboxes<NeedCode>({
    label: 'Needs it is for',
    hint: 'Leave empty for any',
    choices: choicesOf<NeedCode>(NEEDS),
    optional: true,
  }),
  curriculum: checkboxes<CurriculumCode>({
    label: 'What is taught',
    choices: choicesOf<CurriculumCode>(CURRICULUM),
    optional: true,
  }),
  qualifications: checkboxes<QualificationCode>({
    label: 'What it can lead to',
    hint: 'Qualifications and awards that pupils can take here',
    choices: choicesOf<QualificationCode>(QUALIFICATIONS),
    optional: true,
  }),
  specialisms: textarea({ label: 'Specialisms', hint: 'One a line, ten at most', max: 700, optional: true }),
  amStarts: text({ label: 'Morning starts', hint: 'Such as 09:00', max: 5, width: 5 }),
  amEnds: text({ label: 'Morning ends', max: 5, width: 5 }),
  pmStarts: text({ label: 'Afternoon starts', max: 5, width: 5 }),
  pmEnds: text({ label: 'Afternoon ends', max: 5, width: 5 }),
});

interface ProgrammeValues extends Omit<ProgrammeDetails, 'specialisms' | 'times'> {
  readonly specialisms: string | null;
  readonly amStarts: string;
  readonly amEnds: string;
  readonly pmStarts: string;
  readonly pmEnds: string;
}

export function programmeDetails(values: ProgrammeValues): ProgrammeDetails {
  const { specialisms, amStarts, amEnds, pmStarts, pmEnds, ...rest } = values;
  const lines = (specialisms ?? '').split('\n').map((line) => line.trim());
  return {
    ...rest,
    specialisms: lines.filter((line) => line !== ''),
    times: { amStarts, amEnds, pmStarts, pmEnds },
  };
}
