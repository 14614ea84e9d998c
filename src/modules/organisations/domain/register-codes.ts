/** Types of establishment by code, as the national register names them. */
export const ESTABLISHMENT_TYPES: Readonly<Record<string, string>> = {
  '1': 'Community school',
  '2': 'Voluntary aided school',
  '3': 'Voluntary controlled school',
  '5': 'Foundation school',
  '6': 'City technology college',
  '7': 'Community special school',
  '8': 'Non-maintained special school',
  '10': 'Other independent special school',
  '11': 'Other independent school',
  '12': 'Foundation special school',
  '14': 'Pupil referral unit',
  '15': 'Local authority nursery school',
  '18': 'Further education',
  '24': 'Secure units',
  '25': 'Offshore schools',
  '26': "Service children's education",
  '27': 'Miscellaneous',
  '28': 'Academy sponsor led',
  '29': 'Higher education institutions',
  '30': 'Welsh establishment',
  '31': 'Sixth form centres',
  '32': 'Special post 16 institution',
  '33': 'Academy special sponsor led',
  '34': 'Academy converter',
  '35': 'Free schools',
  '36': 'Free schools special',
  '37': 'British schools overseas',
  '38': 'Free schools alternative provision',
  '39': 'Free schools 16 to 19',
  '40': 'University technical college',
  '41': 'Studio schools',
  '42': 'Academy alternative provision converter',
  '43': 'Academy alternative provision sponsor led',
  '44': 'Academy special converter',
  '45': 'Academy 16-19 converter',
  '46': 'Academy 16 to 19 sponsor led',
  '49': 'Online provider',
  '56': 'Institution funded by other government department',
  '57': 'Academy secure 16 to 19',
};

/** State-funded alternative provision: pupil referral units and AP academies and free schools. */
export const STATE_AP_TYPES: readonly string[] = ['14', '38', '42', '43'];

export const TYPE_GROUPS: Readonly<Record<string, string>> = {
  '1': 'Colleges',
  '2': 'Universities',
  '3': 'Independent schools',
  '4': 'Local authority maintained schools',
  '5': 'Special schools',
  '6': 'Welsh schools',
  '9': 'Other types',
  '10': 'Academies',
  '11': 'Free Schools',
  '13': 'Online provider',
};

export const PHASES: Readonly<Record<string, string>> = {
  '0': 'Not applicable',
  '1': 'Nursery',
  '2': 'Primary',
  '3': 'Middle deemed primary',
  '4': 'Secondary',
  '5': 'Middle deemed secondary',
  '6': '16 plus',
  '7': 'All-through',
};

export const STATUSES: Readonly<Record<string, string>> = {
  '1': 'Open',
  '2': 'Closed',
  '3': 'Open, but proposed to close',
  '4': 'Proposed to open',
};

/** Names that other extracts use for a type that the register has under another spelling. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  'academy 16 19 sponsor led': '46',
  'academy 16 to 19 converter': '45',
  'service childrens education': '26',
  'sixth form centre consortia': '31',
  'agriculture and horticulture college': '18',
  'art design and performing art college': '18',
  'art design and performing arts college': '18',
};

/** The words alone: case, hyphens, commas and apostrophes differ from year to year. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}

function byName(codes: Readonly<Record<string, string>>, others: Readonly<Record<string, string>> = {}) {
  const known = new Map(Object.entries(codes).map(([code, name]) => [plain(name), code]));
  for (const [name, code] of Object.entries(others)) known.set(name, code);
  return (name: string): string | undefined => known.get(plain(name));
}

export const typeCodeOf = byName(ESTABLISHMENT_TYPES, OTHER_SPELLINGS);
export const typeGroupCodeOf = byName(TYPE_GROUPS);
export const phaseCodeOf = byName(PHASES);
export const statusCodeOf = byName(STATUSES);
