import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence } from '../../../kernel/index.js';
import { EVIDENCE_KINDS } from '../../providers/index.js';
import {
  checkGiven,
  type CheckOutcome,
  type DiligenceFacts,
  type DocumentFacts,
  findingOf,
  paperDiligence,
  type SiteFacts,
  STARTING_INSPECTION_RULE,
} from './diligence.js';
import { checkOf, DILIGENCE_LIST } from './diligence-list.js';

const SCHOOL: SiteFacts = {
  id: 'yard',
  name: 'The yard',
  hasAddress: true,
  kind: 'REGISTERED_SCHOOL',
  urn: '136743',
  registeredPlaces: 20,
  register: { name: 'Yard School', status: 'OPEN', typeName: 'Other independent school', capacity: 20, rating: 'Good' },
};
const CENTRE: SiteFacts = {
  ...SCHOOL,
  id: 'barn',
  name: 'The barn',
  kind: 'NOT_REGISTERED',
  urn: null,
  register: null,
};
const insurance = (pounds: number, kind = 'EMPLOYERS_LIABILITY'): DocumentFacts => ({
  kind,
  words: 'Insurance',
  coverPence: pence(pounds * 100),
  validTo: dateOnly('2027-08-31'),
});
const facts = (over: Partial<DiligenceFacts> = {}): DiligenceFacts => ({
  sites: [SCHOOL],
  inForce: [],
  risks: [],
  rule: STARTING_INSPECTION_RULE,
  ...over,
});
const found = (code: string, over: Partial<DiligenceFacts> = {}) => {
  const check = checkOf(code);
  if (check === undefined) throw new Error(code);
  return findingOf(check, facts(over)).state;
};
const at = (over: Partial<SiteFacts>) => ({ sites: [{ ...SCHOOL, ...over }] });
const registered = (over: object) => at({ register: SCHOOL.register && { ...SCHOOL.register, ...over } });

describe('the list of checks', () => {
  it('has every check once, and asks only for documents that are kept', () => {
    const { checks } = DILIGENCE_LIST;
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
    const asked = checks.flatMap(({ finder }) => (finder.by === 'DOCUMENTS' ? finder.kinds : []));
    expect(asked.filter((kind) => !Object.hasOwn(EVIDENCE_KINDS, kind))).toEqual([]);
    expect(checkOf('constructor')).toBeUndefined();
  });
});

describe('a check', () => {
  it('finds in the register whether every site is what it says', () => {
    expect(found('REGISTER')).toBe('MET');
    expect(found('REGISTER', registered({ status: 'CLOSED' }))).toBe('NOT_MET');
    expect(found('REGISTER', registered({ capacity: 19 }))).toBe('NOT_MET');
    expect(found('REGISTER', at({ register: null }))).toBe('NOT_MET');
    expect(found('REGISTER', at({ kind: null, urn: null, register: null }))).toBe('NOT_MET');
    expect(found('REGISTER', { sites: [CENTRE] })).toBe('MET');
    expect(found('REGISTER', { sites: [] })).toBe('UNKNOWN');
    expect(found('REGISTER', { sites: [SCHOOL, { ...CENTRE, kind: null }] })).toBe('NOT_MET');
  });

  it('finds whether a site would have to register for the pupils placed there', () => {
    const risk = (outcome: 'MUST_REGISTER' | 'REVIEW' | 'WARN' | 'CLEAR') => ({
      sites: [SCHOOL, CENTRE],
      risks: [{ siteId: 'barn', fullTime: 5, outcome }],
    });
    expect(found('RISK', risk('MUST_REGISTER'))).toBe('NOT_MET');
    expect(found('RISK', risk('REVIEW'))).toBe('UNKNOWN');
    expect(found('RISK', risk('WARN'))).toBe('MET');
    expect(found('RISK')).toBe('NOT_APPLICABLE');
    expect(found('RISK', { sites: [CENTRE], risks: null })).toBe('UNKNOWN');
  });

  it('finds insurance by its sum, and documents by their kind', () => {
    expect(found('EMPLOYERS_LIABILITY', { inForce: [insurance(4_999_999)] })).toBe('NOT_MET');
    expect(found('EMPLOYERS_LIABILITY', { inForce: [insurance(4_999_999), insurance(5_000_000)] })).toBe('MET');
    expect(found('EMPLOYERS_LIABILITY', { inForce: [insurance(9_000_000, 'PUBLIC_LIABILITY')] })).toBe('NOT_MET');
    const policies = ['CHILD_PROTECTION_POLICY', 'BEHAVIOUR_POLICY', 'STAFF_CONDUCT_POLICY'].map((kind) =>
      insurance(0, kind),
    );
    expect(found('S1_POLICIES', { sites: [CENTRE], inForce: policies.slice(1) })).toBe('NOT_MET');
    expect(found('S1_POLICIES', { sites: [CENTRE], inForce: policies })).toBe('MET');
  });

  it('asks the standards for settings that are not schools of those only', () => {
    expect(found('S4_STAFF')).toBe('NOT_APPLICABLE');
    expect(found('S4_STAFF', { sites: [SCHOOL, CENTRE] })).toBe('UNKNOWN');
    expect(found('SAFEGUARDING_CONFIRMATION')).toBe('NOT_MET');
  });

  it('reads the authority’s rule on inspections, and leaves report cards to the officer', () => {
    expect(found('INSPECTION')).toBe('MET');
    expect(found('INSPECTION', registered({ rating: 'Requires improvement' }))).toBe('UNKNOWN');
    expect(found('INSPECTION', registered({ rating: null }))).toBe('UNKNOWN');
    expect(found('INSPECTION', { sites: [SCHOOL, CENTRE] })).toBe('NOT_MET');
    const lenient = { ...STARTING_INSPECTION_RULE, mustBeRegistered: false };
    expect(found('INSPECTION', { sites: [CENTRE], rule: lenient })).toBe('UNKNOWN');
  });

  it('asks for the address of every site and a list of them', () => {
    const list = insurance(0, 'SITES_AND_SUBCONTRACTORS');
    expect(found('SITES', { inForce: [list] })).toBe('MET');
    expect(found('SITES')).toBe('NOT_MET');
    expect(found('SITES', { ...at({ hasAddress: false }), inForce: [list] })).toBe('NOT_MET');
  });
});

describe('what an officer records', () => {
  it('has an outcome, a day that has been, and what they looked at', () => {
    const given = { outcome: 'CONFIRMED' as const, note: ' Seen on site. ', checkedOn: dateOnly('2026-11-02') };
    expect(checkGiven(given, dateOnly('2026-11-02'))).toMatchObject({ ok: true, value: { note: 'Seen on site.' } });
    const refused = checkGiven({ ...given, note: '', checkedOn: dateOnly('2026-11-03') }, dateOnly('2026-11-02'));
    expect(refused.ok ? [] : refused.problem.fields.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'note required',
      'checkedOn too-late',
    ]);
  });
});

describe('a check before the board', () => {
  const check = { code: 'X', theme: 'LAW' as const, title: 'A check', finder: { by: 'OFFICER' as const } };
  const line = (state: 'MET' | 'NOT_MET' | 'UNKNOWN' | 'NOT_APPLICABLE', outcome?: CheckOutcome) => ({
    check,
    finding: { state, words: ['What was found.'] },
    said: outcome ? { outcome, note: 'Seen.', checkedOn: dateOnly('2026-11-02'), recordedByName: 'Pat Example' } : null,
  });
  const states = (...lines: ReturnType<typeof line>[]) => paperDiligence(lines).checks.map(({ state }) => state);

  it('is open until somebody has looked, whatever the service finds, unless it does not apply', () => {
    expect(states(line('MET'))).toEqual(['OPEN']);
    expect(states(line('NOT_APPLICABLE'))).toEqual(['NOT_APPLICABLE']);
    expect(states(line('UNKNOWN', 'CONFIRMED'))).toEqual(['CONFIRMED']);
  });

  it('has failed when an officer says so, or when data say otherwise than what was confirmed', () => {
    expect(states(line('MET', 'NOT_MET'))).toEqual(['FAILED']);
    expect(states(line('NOT_MET', 'CONFIRMED'))).toEqual(['FAILED']);
    expect(states(line('NOT_MET', 'NOT_APPLICABLE'))).toEqual(['NOT_APPLICABLE']);
  });

  it('says who confirmed it and when, the failed ones first', () => {
    const { open, failed, checks } = paperDiligence([line('MET', 'CONFIRMED'), line('MET'), line('MET', 'NOT_MET')]);
    expect({ open, failed }).toEqual({ open: 1, failed: 1 });
    expect(checks.map(({ words }) => words)).toEqual([
      'Not met, by Pat Example, 2 November 2026: Seen.',
      'Open: nobody has confirmed it. What was found.',
      'Confirmed by Pat Example, 2 November 2026: Seen.',
    ]);
  });
});
