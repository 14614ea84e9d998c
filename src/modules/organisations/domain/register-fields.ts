import { PHASES, phaseCodeOf, STATUSES, statusCodeOf } from './register-codes.js';
import { ESTABLISHMENT_TYPES, TYPE_GROUPS, typeCodeOf, typeGroupCodeOf } from './register-codes.js';
import * as read from './register-values.js';

/** One column of ours, the register's names for it (they change between years), and how a cell becomes a value. */
export interface RegisterField {
  readonly column: string;
  readonly headers: readonly string[];
  readonly read: read.CellReader;
}

const field = (column: string, header: string | readonly string[], reader: read.CellReader): RegisterField => ({
  column,
  headers: typeof header === 'string' ? [header] : header,
  read: reader,
});
const named = (name: string) => [`${name} (name)`, name];

/**
 * What is kept of an establishment. Telephone numbers and the names of head teachers are personal data that nothing
 * here needs: they are not read. Columns that are in no list are ignored; columns that a year's extract lacks leave
 * what was known as it is.
 */
export const ESTABLISHMENT_FIELDS: readonly RegisterField[] = [
  field('la_code', 'LA (code)', read.readCode(3)),
  field('la_name', 'LA (name)', read.readText),
  field('establishment_number', 'EstablishmentNumber', read.readCode(4)),
  field('name', 'EstablishmentName', read.readText),
  field('type_code', 'TypeOfEstablishment (code)', read.readCode(1)),
  field('type_name', named('TypeOfEstablishment'), read.readText),
  field('type_group_code', 'EstablishmentTypeGroup (code)', read.readCode(1)),
  field('type_group_name', named('EstablishmentTypeGroup'), read.readText),
  field('status_code', 'EstablishmentStatus (code)', read.readCode(1)),
  field('status_name', named('EstablishmentStatus'), read.readText),
  field('opened_reason', named('ReasonEstablishmentOpened'), read.readText),
  field('opened_on', 'OpenDate', read.readDate),
  field('closed_reason', named('ReasonEstablishmentClosed'), read.readText),
  field('closed_on', 'CloseDate', read.readDate),
  field('phase_code', 'PhaseOfEducation (code)', read.readCode(1)),
  field('phase_name', named('PhaseOfEducation'), read.readText),
  field('lowest_age', 'StatutoryLowAge', read.readAge),
  field('highest_age', 'StatutoryHighAge', read.readAge),
  field('gender', named('Gender'), read.readText),
  field('sixth_form', named('OfficialSixthForm'), read.readText),
  field('religious_character', named('ReligiousCharacter'), read.readText),
  field('admissions_policy', named('AdmissionsPolicy'), read.readText),
  field('capacity', 'SchoolCapacity', read.readWhole),
  field('census_on', 'CensusDate', read.readDate),
  field('pupils', 'NumberOfPupils', read.readHalves),
  field('free_meals_percentage', 'PercentageFSM', read.readPercentage),
  field('trust_uid', 'Trusts (code)', read.readCode(1)),
  field('trust_name', named('Trusts'), read.readText),
  field('federation_name', named('Federations'), read.readText),
  field('ukprn', 'UKPRN', read.readUkprn),
  field('last_changed_on', 'LastChangedDate', read.readDate),
  field('street', 'Street', read.readText),
  field('locality', 'Locality', read.readText),
  field('address_3', 'Address3', read.readText),
  field('town', 'Town', read.readText),
  field('county', named('County'), read.readText),
  field('postcode', ['Postcode', 'PostCode'], read.readPostcode),
  field('website', 'SchoolWebsite', read.readWebsite),
  field('places_pru', 'PlacesPRU', read.readWhole),
  field('pru_sen', named('SENPRU'), read.readText),
  field('pru_ebd', named('EBD'), read.readText),
  field('pru_full_time', named('FTProv'), read.readText),
  field('pru_by_others', named('EdByOther'), read.readText),
  field('section_41', named('Section41Approved'), read.readText),
  field('resourced_provision', named('TypeOfResourcedProvision'), read.readText),
  field('resourced_capacity', 'ResourcedProvisionCapacity', read.readWhole),
  field('sen_unit_capacity', 'SenUnitCapacity', read.readWhole),
  field('region', named('GOR'), read.readText),
  field('district_code', 'DistrictAdministrative (code)', read.readText),
  field('district_name', named('DistrictAdministrative'), read.readText),
  field('ward_name', named('AdministrativeWard'), read.readText),
  field('urban_rural', named('UrbanRural'), read.readText),
  field('easting', 'Easting', read.readGrid),
  field('northing', 'Northing', read.readGrid),
  field('inspectorate', named('InspectorateName'), read.readText),
  field('ofsted_rating', named('OfstedRating'), read.readText),
  field('proprietor', 'PropsName', read.readText),
  field('previous_la_code', 'PreviousLA (code)', read.readCode(3)),
  field('previous_number', 'PreviousEstablishmentNumber', read.readCode(4)),
  field('uprn', 'UPRN', read.readUprn),
];

export interface CodedPair {
  readonly code: string;
  readonly name: string;
  readonly codeOf: (name: string) => string | undefined;
  readonly names: Readonly<Record<string, string>>;
}

/** Where one extract has codes and the next only names (or the other way), the missing half is filled in. */
export const CODED_PAIRS: readonly CodedPair[] = [
  { code: 'type_code', name: 'type_name', codeOf: typeCodeOf, names: ESTABLISHMENT_TYPES },
  { code: 'type_group_code', name: 'type_group_name', codeOf: typeGroupCodeOf, names: TYPE_GROUPS },
  { code: 'phase_code', name: 'phase_name', codeOf: phaseCodeOf, names: PHASES },
  { code: 'status_code', name: 'status_name', codeOf: statusCodeOf, names: STATUSES },
];

/** Without these a file is not an extract of establishments. */
export const REQUIRED_HEADERS: readonly string[] = ['URN', 'EstablishmentName'];

export const LINK_FIELDS: readonly RegisterField[] = [
  field('urn', 'URN', read.readCode(1)),
  field('link_urn', 'LinkURN', read.readCode(1)),
  field('link_name', 'LinkName', read.readText),
  field('link_type', 'LinkType', read.readText),
  field('established_on', 'LinkEstablishedDate', read.readDate),
];
