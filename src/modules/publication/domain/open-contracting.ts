import { type DateOnly, LEAST_TOLD } from '../../../kernel/index.js';

/** What is published of a framework; nothing in it is about a child. */
export interface FrameworkFacts {
  readonly id: string;
  readonly ocid: string;
  readonly reference: string;
  readonly name: string;
  readonly regime: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly extendableTo: DateOnly | null;
  /** Pence with VAT; null where none was published. */
  readonly valuePence: number | null;
  readonly lead: Body;
  readonly participants: readonly Body[];
  readonly schoolsMayBuy: boolean;
  readonly lots: readonly LotFacts[];
  readonly conditions: readonly { readonly title: string; readonly requirement: string }[];
  readonly rounds: readonly RoundFacts[];
  readonly admissions: readonly AdmissionFacts[];
  readonly callOffs: readonly CallOffs[];
  /** When the newest of these facts came about. */
  readonly changedAt: Date;
}
export interface LotFacts {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  /** What it asks for, in words; empty where it asks for nothing. */
  readonly asks: string;
}
interface Body {
  readonly id: string;
  readonly name: string;
  /** Of the Office for National Statistics; null where it is not recorded. */
  readonly gssCode: string | null;
}
export interface RoundFacts {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly status: 'PUBLISHED' | 'CANCELLED';
  readonly opensAt: Date;
  readonly closesAt: Date | null;
}
export interface AdmissionFacts {
  readonly id: string;
  readonly lotId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly ukprn: string | null;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly recordedAt: Date;
}
/** What was called off from one provider under one lot in a financial year, counted. */
export interface CallOffs {
  readonly lotId: string;
  readonly providerId: string;
  readonly financialYear: string;
  readonly placements: number;
  /** How many children they are for: the same child may be placed again. */
  readonly children: number;
  /** What they were agreed for together, net of VAT; never that of one child. */
  readonly netPence: number;
}

/** What is for fewer children than this is not published, count and value alike: it could point at a child. */
export const LEAST_PUBLISHED = LEAST_TOLD;
export const isPublished = ({ children }: CallOffs): boolean => children >= LEAST_PUBLISHED;

const DYNAMIC = new Set(['PCR2015_DPS', 'PCR2015_LTR_FPS', 'PA23_DYNAMIC_MARKET']);
const AGREEMENTS = new Set(['PA23_FRAMEWORK', 'PA23_OPEN_FRAMEWORK']);
/** Common procurement vocabulary: education and training services. */
const CPV = { scheme: 'CPV', id: '80000000', description: 'Education and training services' };

const startOf = (day: DateOnly): string => `${day}T00:00:00Z`;
const endOf = (day: DateOnly): string => `${day}T23:59:59Z`;
const partyOf = ({ id }: Body): string => `authority-${id}`;
const supplierOf = (providerId: string): string => `provider-${providerId}`;

type Json = { readonly [key: string]: unknown };

/**
 * One release of OCDS 1.1.5 with the lots and techniques extensions: the framework as it stands. Rounds and admissions are
 * milestones, members are parties, and call-offs are awards counted by provider, lot and financial year.
 * @param today decides what is active, and nothing else
 * @param digest of the content: the same facts are the same release, others are another
 */
export function releaseOf(facts: FrameworkFacts, today: DateOnly, digest: (content: string) => string): Json {
  const content = contentOf(facts, today);
  return { ocid: facts.ocid, id: `${facts.ocid}-${digest(JSON.stringify(content))}`, ...content };
}

function contentOf(facts: FrameworkFacts, today: DateOnly): Json {
  const awards = facts.callOffs.filter(isPublished);
  return {
    date: facts.changedAt.toISOString(),
    tag: awards.length === 0 ? ['tender'] : ['tender', 'award'],
    initiationType: 'tender',
    language: 'en',
    parties: partiesOf(facts, awards),
    buyer: { id: partyOf(facts.lead), name: facts.lead.name },
    tender: tenderOf(facts, today),
    ...(awards.length === 0 ? {} : { awards: awards.map((one) => awardOf(facts, one)) }),
  };
}

function partiesOf(facts: FrameworkFacts, awards: readonly CallOffs[]): Json[] {
  const others = facts.participants.filter(({ id }) => id !== facts.lead.id);
  const members = new Map(facts.admissions.map((one) => [one.providerId, one]));
  return [
    bodyOf(facts.lead, ['buyer', 'procuringEntity']),
    ...others.map((one) => bodyOf(one, ['buyer'])),
    ...[...members.values()].map(({ providerId, providerName, ukprn }) => ({
      id: supplierOf(providerId),
      name: providerName,
      ...(ukprn === null ? {} : { identifier: { scheme: 'GB-UKPRN', id: ukprn, legalName: providerName } }),
      roles: awards.some((one) => one.providerId === providerId) ? ['tenderer', 'supplier'] : ['tenderer'],
      details: { memberOfLots: lotsOf(facts, providerId) },
    })),
  ];
}

const lotsOf = ({ admissions }: FrameworkFacts, providerId: string): string[] =>
  [...new Set(admissions.filter((one) => one.providerId === providerId).map(({ lotId }) => lotId))].toSorted();

const bodyOf = (body: Body, roles: readonly string[]): Json => ({
  id: partyOf(body),
  name: body.name,
  ...(body.gssCode === null ? {} : { identifier: { scheme: 'GB-LAC', id: body.gssCode, legalName: body.name } }),
  roles,
});

function tenderOf(facts: FrameworkFacts, today: DateOnly): Json {
  const period = {
    startDate: startOf(facts.startsOn),
    endDate: endOf(facts.endsOn),
    ...(facts.extendableTo === null ? {} : { maxExtentDate: endOf(facts.extendableTo) }),
  };
  const status = today > facts.endsOn ? 'complete' : today < facts.startsOn ? 'planned' : 'active';
  return {
    id: facts.reference,
    title: facts.name,
    status,
    procuringEntity: { id: partyOf(facts.lead), name: facts.lead.name },
    ...(facts.valuePence === null ? {} : { value: { amount: facts.valuePence / 100, currency: 'GBP' } }),
    procurementMethod: 'open',
    mainProcurementCategory: 'services',
    submissionMethod: ['electronicSubmission'],
    ...(facts.conditions.length === 0
      ? {}
      : {
          eligibilityCriteria: facts.conditions.map(({ title, requirement }) => `${title}: ${requirement}`).join('\n'),
        }),
    contractPeriod: period,
    items: facts.lots.map(({ id, name }) => ({
      id: `item-${id}`,
      description: name,
      classification: CPV,
      relatedLot: id,
    })),
    lots: facts.lots.map(({ id, number, name, asks }) => ({
      id,
      title: `Lot ${number}: ${name}`,
      ...(asks === '' ? {} : { description: asks }),
      status,
      contractPeriod: period,
    })),
    techniques: techniquesOf(facts, today),
    milestones: [...facts.rounds.map(roundOf), ...facts.admissions.map(admissionOf)],
  };
}

function techniquesOf({ regime, startsOn, endsOn, participants }: FrameworkFacts, today: DateOnly): Json {
  if (AGREEMENTS.has(regime)) {
    return {
      hasFrameworkAgreement: true,
      frameworkAgreement: {
        method: 'withAndWithoutReopeningCompetition',
        isOpenFrameworkScheme: regime === 'PA23_OPEN_FRAMEWORK',
      },
      hasDynamicPurchasingSystem: false,
    };
  }
  const status = today > endsOn ? 'terminated' : today < startsOn ? 'pending' : 'active';
  return {
    hasFrameworkAgreement: false,
    hasDynamicPurchasingSystem: DYNAMIC.has(regime),
    ...(DYNAMIC.has(regime)
      ? { dynamicPurchasingSystem: { type: participants.length > 1 ? 'open' : 'closed', status } }
      : {}),
  };
}

const roundOf = ({ id, number, name, status, opensAt, closesAt }: RoundFacts): Json => ({
  id: `round-${id}`,
  title: name,
  type: 'engagement',
  code: `round-${number}`,
  description:
    closesAt === null ? 'Providers may apply at any time.' : `Providers may apply from ${opensAt.toISOString()}.`,
  ...(closesAt === null ? {} : { dueDate: closesAt.toISOString() }),
  status: status === 'CANCELLED' ? 'notMet' : 'scheduled',
});

const admissionOf = (one: AdmissionFacts): Json => ({
  id: `admission-${one.id}`,
  title: `Admission of ${one.providerName}`,
  type: 'assessment',
  description: `Admitted from ${one.fromDate} to ${one.toDate}.`,
  dateMet: one.recordedAt.toISOString(),
  status: 'met',
  relatedLots: [one.lotId],
});

function awardOf(facts: FrameworkFacts, { lotId, providerId, financialYear, placements, netPence }: CallOffs): Json {
  const name = facts.admissions.find((one) => one.providerId === providerId)?.providerName ?? '';
  return {
    id: `call-offs-${financialYear}-${lotId}-${providerId}`,
    title: `Places called off in ${financialYear}`,
    description: `${placements} placements.`,
    status: 'active',
    value: { amount: netPence / 100, currency: 'GBP' },
    mainProcurementCategory: 'services',
    suppliers: [{ id: supplierOf(providerId), name }],
    relatedLots: [lotId],
  };
}

export interface Publisher {
  readonly name: string;
  readonly gssCode: string | null;
}

const LICENCE = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/';
const EXTENSIONS = [
  ...['lots', 'techniques'].map(
    (name) =>
      `https://raw.githubusercontent.com/open-contracting-extensions/ocds_${name}_extension/master/extension.json`,
  ),
  'https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json',
];

const packageOf = (release: Json, uri: string, publisher: Publisher): Json => ({
  uri,
  version: '1.1',
  extensions: EXTENSIONS,
  publishedDate: release.date,
  publisher: {
    name: publisher.name,
    ...(publisher.gssCode === null ? {} : { scheme: 'GB-LAC', uid: publisher.gssCode }),
  },
  license: LICENCE,
});

export const releasePackage = (release: Json, uri: string, publisher: Publisher): Json => ({
  ...packageOf(release, uri, publisher),
  releases: [release],
});

export const recordPackage = (release: Json, uri: string, publisher: Publisher): Json => ({
  ...packageOf(release, uri, publisher),
  records: [
    {
      ocid: release.ocid,
      releases: [release],
      compiledRelease: { ...release, id: `${String(release.id)}-compiled`, tag: ['compiled'] },
    },
  ],
});
