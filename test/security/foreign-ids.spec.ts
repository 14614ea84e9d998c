import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_PERMISSIONS } from '../../src/kernel/index.js';
import type { SignedInAgent } from '../support/app.js';
import { bodyFromDescription, type Description } from '../support/bodies.js';
import { type Persona, type PersonaKey, PERSONAS } from '../support/personas.js';
import { fill, nameOf, type Route, routesOf } from '../support/routes.js';
import { type Answer, bodyFor, credentialsOf, each, send, type Sending } from '../support/sender.js';
import { moveEverybodyAway, twoAuthorities, type TwoAuthorities } from '../support/two-authorities.js';
import { WORKPLACES } from '../support/workplaces.js';

type Records = TwoAuthorities['records'];
/** Whom a record is strange to within its own authority. */
type Strangers =
  'support' | 'worry' | 'case' | 'school' | 'provider' | 'bidder' | 'evaluated' | 'quality' | 'concern' | 'none';
interface Kind {
  readonly ids: (records: Records) => readonly string[];
  readonly within: Strangers;
}

const kind = (within: Strangers, ids: Kind['ids']): Kind => ({ ids, within });
const referral = kind('case', ({ draft, waiting, offered, agreed, toSchool }) => [
  draft,
  waiting,
  offered,
  agreed,
  toSchool,
]);
const placement = kind('case', ({ offer, placement: placed }) => [offer, placed]);
const membership = kind('school', (all) => [all.membership]);
const token = kind('school', (all) => [all.token]);
const price = kind('provider', (all) => [all.price]);

/**
 * What stands for a record in an address, by the fixed parts before it (a star for a parameter). A route whose
 * parameter is in none of the three tables fails by name: add it here, and to `twoAuthorities` if it is a new kind.
 */
const RECORDS: Readonly<Record<string, Kind>> = {
  referrals: referral,
  placements: placement,
  'placement-changes': kind('case', (all) => [all.change]),
  reintegrations: kind('case', (all) => [all.reintegration]),
  'placement-failures': kind('case', (all) => [all.failure]),
  'attendance/placements': placement,
  records: kind('case', (all) => [all.export]),
  'retention/holds': kind('case', (all) => [all.hold]),
  reviews: kind('case', (all) => [all.review]),
  'review-steps': kind('case', (all) => [all.reviewStep]),
  // Who leads a team may read what was put to it; in tests nobody does.
  'support/requests': kind('support', (all) => [all.supportRequest]),
  'support-requests': kind('support', (all) => [all.supportRequest]),
  'support/cycles': kind('support', (all) => [all.supportCycle]),
  'support-cycles': kind('support', (all) => [all.supportCycle]),
  'support/teams': kind('none', (all) => [all.supportTeam]),
  'support-teams': kind('none', (all) => [all.supportTeam]),
  'support/teams/*/members': kind('none', (all) => [all.supportMember]),
  worries: kind('worry', (all) => [all.worry]),
  'attendance/sites': kind('case', (all) => [all.teaching.siteId]),
  'off-framework': kind('case', (all) => [all.purchase]),
  'matching/runs': kind('case', (all) => [all.run]),
  'matching/pins': kind('case', (all) => [all.wish]),
  'matching/what-ifs': kind('case', (all) => [all.whatIf]),
  people: membership,
  memberships: membership,
  'people/invitations': kind('school', (all) => [all.invitation]),
  machines: token,
  tokens: token,
  providers: kind('provider', (all) => [all.provider]),
  sites: kind('provider', (all) => [all.site]),
  programmes: kind('provider', (all) => [all.programme]),
  openings: kind('provider', (all) => [all.opening]),
  'openings/limits': kind('provider', (all) => [all.cap]),
  limits: kind('provider', (all) => [all.cap]),
  'referrals/many': kind('school', (all) => [all.manyReferrals]),
  'openings/many': kind('provider', (all) => [all.batch]),
  'opening-batches': kind('provider', (all) => [all.batch]),
  prices: price,
  'tariff-lines': price,
  'frameworks/*/admissions': kind('provider', (all) => [all.admission]),
  admissions: kind('provider', (all) => [all.admission]),
  rounds: kind('school', (all) => [all.round]),
  applications: kind('bidder', (all) => [all.application]),
  'applications/*/offers': kind('bidder', (all) => [all.offer]),
  evidence: kind('bidder', (all) => [all.evidence]),
  evaluations: kind('evaluated', (all) => [all.evaluated]),
  clarifications: kind('school', (all) => [all.clarification]),
  'rounds/*/evaluators': kind('school', (all) => [all.evaluator]),
  'rounds/*/questions': kind('school', (all) => [all.question]),
  'diligence/applications': kind('evaluated', (all) => [all.evaluated]),
  'diligence/admissions': kind('provider', (all) => [all.admission]),
  'rounds/*/documents': kind('school', (all) => [all.askedDocument]),
  'board/bodies': kind('school', (all) => [all.body]),
  'board/bodies/*/members': kind('school', (all) => [all.member]),
  'board/meetings': kind('school', (all) => [all.meeting]),
  'board/meetings/*/members': kind('school', (all) => [all.member]),
  'board/items': kind('school', (all) => [all.item]),
  'board/motions': kind('school', (all) => [all.motion]),
  'board/actions': kind('school', (all) => [all.action]),
  'panel/actions': kind('school', (all) => [all.panelAction]),
  'panel/bodies': kind('school', (all) => [all.panelBody]),
  'panel/bodies/*/members': kind('school', (all) => [all.panelMember]),
  'panel/meetings': kind('school', (all) => [all.panelMeeting]),
  'panel/meetings/*/members': kind('school', (all) => [all.panelMember]),
  'panel/items': kind('school', (all) => [all.panelItem]),
  'panel/motions': kind('school', (all) => [all.panelMotion]),
  'panel/decisions': kind('school', (all) => [all.panelDecision]),
  reconsiderations: kind('case', (all) => [all.reconsideration]),
  'decision-letters': kind('case', (all) => [all.panelLetter]),
  'panel/letters/meetings': kind('school', (all) => [all.panelMeeting]),
  'board/policies': kind('school', (all) => [all.policyDraft]),
  'board/rounds': kind('school', (all) => [all.round]),
  'board/admissions': kind('school', (all) => [all.admissionCase]),
  blocks: kind('school', (all) => [all.block]),
  'block-uses': kind('school', (all) => [all.blockUse]),
  'block-loans': kind('school', (all) => [all.blockLoan]),
  purchases: kind('school', (all) => [all.schoolPurchase]),
  letters: kind('school', (all) => [all.letter]),
  concerns: kind('concern', (all) => [all.concern]),
  'concerns/*/actions': kind('concern', (all) => [all.concernAction]),
  'register-changes': kind('quality', (all) => [all.registerTask]),
  'provider-changes': kind('quality', (all) => [all.providerChange]),
  removals: kind('quality', (all) => [all.removal]),
  'school-checks/providers': kind('provider', (all) => [all.provider]),
  visits: kind('quality', (all) => [all.visit]),
  'visit-actions': kind('quality', (all) => [all.visitAction]),
  'policy/drafts': kind('school', (all) => [all.policyDraft]),
  budget: kind('none', () => ['HIGH_NEEDS']),
};

/** Records that are meant to be seen by whoever has the permission; changing them is not. */
const PUBLIC_RECORDS: Readonly<Record<string, { readonly ids: Kind['ids']; readonly because: string }>> = {
  organisations: {
    ids: () => [WORKPLACES['school-one'].organisationId],
    because: 'Names, places and terms of schools and councils are public registers.',
  },
  schools: { ids: () => [WORKPLACES['school-one'].organisationId], because: 'The national register of schools.' },
  policy: { ids: (all) => [all.policy], because: 'An approved policy is published; drafts are policy/drafts.' },
  policies: { ids: (all) => [all.policy], because: 'As policy.' },
  frameworks: {
    ids: (all) => [all.framework],
    because: 'A framework and its lots stand in the procurement notice; who is admitted to them does not.',
  },
  'frameworks/*/conditions': { ids: (all) => [all.condition], because: 'Conditions of membership are published.' },
  'evaluations/*/lots': { ids: (all) => [all.evaluatedLot], because: 'As frameworks.' },
  'board/frameworks': {
    ids: (all) => [all.framework],
    because: 'As frameworks; only the lead authority puts to its board.',
  },
  'board/frameworks/*/lots': { ids: (all) => [all.lot], because: 'As frameworks.' },
  'frameworks/*/lots': { ids: (all) => [all.lot], because: 'As frameworks.' },
  consultations: { ids: (all) => [all.consultation], because: 'A draft laid open is for everybody to read.' },
  'consultations/*/points': { ids: (all) => [all.consultation], because: 'What was heard is published.' },
  lots: { ids: (all) => [all.lot], because: 'As frameworks.' },
  'register-imports': {
    ids: (all) => [all.registerImport],
    because: 'There is one national register; whoever may import it sees what was imported.',
  },
  directory: { ids: () => ['352'], because: 'Who may be used is for everybody to read; addresses are left out.' },
  registers: { ids: (all) => [all.registerImport], because: 'As register-imports.' },
};

/** Parameters that name no record. */
const PLAIN: Readonly<Record<string, string>> = {
  'people/*': 'suspend',
  'reintegrations/*/checks': '13',
  'support/cycles/*/forms': 'pupil',
  'board/meetings/*': 'opening',
  'board/meetings/*/members/*': 'arrival',
  'panel/meetings/*': 'opening',
  'panel/meetings/*/members/*': 'arrival',
  'budget/*': '2026-27',
  'policy/drafts/*/parts': 'clocks',
  'applications/*/questions': '1',
  'evaluations/*/scores': '1',
  'evaluations/*/moderation': '1',
  'evidence/*/files': '1',
  'diligence/applications/*': 'register',
  'diligence/admissions/*': 'register',
  'evidence/new': 'public-liability',
  'evidence/downloads': 'a-code-that-was-never-given-out',
  'visits/*/findings': 'safeguarding',
  'referrals/*/answers': 'pupil',
  'organisations/*/calendar': '2026-27',
  'sign-in/with': 'nowhere',
  'sign-in/callback': 'nowhere',
  invitation: 'a-code-that-was-never-given-out',
};

/** Where a body made from the API's description breaks a rule that is checked before the record is looked for. */
const BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/v1/placements/:id/decline': { reason: 'NO_STAFF' },
  'POST /api/v1/placements/:id/changes': { kind: 'EXTEND', endsOn: '2027-02-12', reason: 'MORE_TIME' },
  'POST /api/v1/placements/:id/destination': { kind: 'COLLEGE' },
  'POST /placements/:id/destination': { kind: 'COLLEGE' },
  'POST /api/v1/placements/:id/destination/months': { months: Array.from({ length: 6 }, () => 'LEARNING') },
  'POST /api/v1/placements/:id/transfer': {
    patternIds: [randomUUID()],
    lastDay: '2026-11-20',
    startsOn: '2026-11-23',
    plannedEnd: '2026-12-18',
    reasons: 'Nearer to home.',
  },
  'POST /api/v1/reintegrations/:id/steps': {
    kind: 'LESSONS',
    from: '2027-01-04',
    until: '2027-01-15',
    sessions: ['mon-am'],
  },
  'POST /api/v1/reintegrations/:id/checks': { weeks: 13, stillThere: false },
  'POST /api/v1/support-cycles/:id/forms': {
    moment: 'IN',
    respondent: 'PARENT',
    givenOn: '2026-11-02',
    scores: { 'wants-to-go': 1, 'calm-home': 2, heard: 3 },
  },
  'POST /api/v1/support-cycles/:id/decision': { decision: 'ENDED', reasons: 'Done' },
  'POST /api/v1/placement-changes/:id/answer': { answer: 'REFUSED', note: 'Not now' },
  'POST /placement-changes/:id/answer': { answer: 'REFUSED', note: 'Not now' },
  'POST /placements/:id/changes': {
    kind: 'EXTEND',
    'endsOn-day': '12',
    'endsOn-month': '2',
    'endsOn-year': '2027',
    reason: 'MORE_TIME',
  },
  'POST /api/v1/referrals/:referralId/exclusion-steps': { noticeOn: '2026-11-02' },
  'POST /api/v1/referrals/:referralId/return': { reason: 'Something is missing' },
  'POST /api/v1/referrals/:referralId/withdrawal': { reason: 'Not needed any more' },
  'POST /referrals/:id/off-framework': { provider: 'a provider', reason: 'Nobody on the list' },
  'POST /referrals/:referralId/return': { reason: 'Something is missing' },
  'POST /referrals/:referralId/school-place': { note: 'Agreed' },
  'POST /referrals/:referralId/withdraw': { reason: 'Not needed any more' },
  'POST /referrals/:referralId/send-to-sen': { reason: 'The plan names a setting' },
  'POST /referrals/:referralId/send-to-panel': { reason: 'The plan names no setting' },
  'POST /api/v1/sites/:id/registrations': {
    kind: 'PRU',
    urn: '136743',
    registeredPlaces: 10,
    lowestAge: 11,
    highestAge: 16,
    fromDate: '2026-09-01',
  },
  'POST /api/v1/referrals/:id/decision': {
    patternIds: [randomUUID()],
    startsOn: '2026-11-09',
    plannedEnd: '2026-12-18',
    reasons: 'The nearest place.',
  },
};

const NO_IDS = ['not-an-id', '%00', 'a'.repeat(2000), '..%2f..%2fpeople', '%e2%80%ae', '%27%3b--', '0', '%'];

function placesOf({ pattern }: Route): { readonly name: string; readonly key: string }[] {
  const parts = pattern
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter(Boolean);
  return parts.flatMap((part, at) =>
    part.startsWith(':')
      ? [{ name: part.slice(1).replace(/\..*$/, ''), key: parts.slice(0, at).join('/').replaceAll(/:\w+/g, '*') }]
      : [],
  );
}

const isKnown = (key: string): boolean => key in RECORDS || key in PUBLIC_RECORDS || key in PLAIN;

/** Everything of an answer that two requests may not share: ids, one-time values. */
const comparable = ({ status, type, location, text }: Answer) => ({
  status,
  type,
  location: masked(location),
  text: masked(text),
});
const masked = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, 'ID')
    .replaceAll(/nonce="[^"]*"/g, 'nonce')
    .replaceAll(/HIGH_NEEDS|NO_SUCH_FUND/g, 'FUND');

const everyone: readonly Persona[] = PERSONAS.filter(({ roles }) => roles.length > 0);

/** Personas of the same authority to whom the first school's or the first provider's record is a stranger's. */
function strangersWithin(within: Strangers): readonly Persona[] {
  const at = (persona: Persona, ...places: string[]) => persona.roles.every(({ place }) => places.includes(place));
  if (within === 'none') return [];
  if (within === 'bidder') return everyone.filter((one) => one.roles.every(({ place }) => place !== 'provider'));
  if (within === 'evaluated') {
    const evaluates = ({ role }: Persona['roles'][number]) => ROLE_PERMISSIONS[role].includes('application.evaluate');
    return everyone.filter(({ roles }) => !roles.some(evaluates));
  }
  if (within === 'concern') {
    const handles = ({ role }: Persona['roles'][number]) => ROLE_PERMISSIONS[role].includes('concern.handle');
    return everyone.filter(({ roles }) => !roles.some((one) => one.place === 'school-one' || handles(one)));
  }
  if (within === 'quality') {
    const looksAfter = ({ role }: Persona['roles'][number]) => ROLE_PERMISSIONS[role].includes('quality.manage');
    return everyone.filter(({ roles }) => !roles.some((one) => one.place === 'provider' || looksAfter(one)));
  }
  if (within === 'worry') return everyone.filter(({ roles }) => !roles.some(({ place }) => place === 'school-one'));
  if (within === 'support') {
    const reads = ({ role }: Persona['roles'][number]) => ROLE_PERMISSIONS[role].includes('support.authority');
    return everyone.filter(({ roles }) => !roles.some((one) => one.place === 'school-one' || reads(one)));
  }
  if (within === 'provider') return everyone.filter((one) => at(one, 'provider', 'partner', 'other-authority'));
  const outside = ['school-two', 'pru', 'provider', 'partner', 'platform', 'other-authority'];
  const unauthorised = (one: Persona) =>
    at(one, 'authority') && one.roles.every(({ role }) => !ROLE_PERMISSIONS[role].includes('case.authority'));
  return everyone.filter((one) => at(one, ...outside) || (within === 'case' && unauthorised(one)));
}

describe('a record that belongs to somebody else', () => {
  let world: TwoAuthorities;
  let routes: Route[];
  let description: Description;
  const people = new Map<string, SignedInAgent>();

  beforeAll(async () => {
    world = await twoAuthorities();
    routes = routesOf(world.app).filter(({ parameters }) => parameters.length > 0);
    const described = await send(world.url, { method: 'GET', path: '/api/openapi.json' });
    description = JSON.parse(described.text) as Description;
    for (const { key } of everyone) people.set(key, await world.agent(key as PersonaKey));
  }, 600_000);
  afterAll(() => world.close());

  const ask = (persona: string, route: Route, values: Readonly<Record<string, string>>): Promise<Answer> => {
    const agent = people.get(persona);
    const fields = BODIES[nameOf(route)] ?? (route.isApi ? bodyFromDescription(description, route) : {});
    const sending: Sending = {
      ...bodyFor(route, fields as Record<string, unknown>),
      headers: agent ? credentialsOf(agent) : {},
    };
    return send(world.url, { method: route.method, path: fill(route.pattern, values) }, sending);
  };

  /** The parameters with the records' own ids, once for every record of the first kind. */
  const realValues = (route: Route): Record<string, string>[] => {
    const [first] = placesOf(route);
    const idsOf = (key: string) =>
      (RECORDS[key] ?? PUBLIC_RECORDS[key])?.ids(world.records) ?? [PLAIN[key] ?? 'unknown'];
    return idsOf(first?.key ?? '').map((id) =>
      Object.fromEntries(placesOf(route).map(({ name, key }, at) => [name, at === 0 ? id : (idsOf(key)[0] ?? '')])),
    );
  };
  const withFirst = (route: Route, values: Record<string, string>, value: string) => ({
    ...values,
    [placesOf(route)[0]?.name ?? '']: value,
  });
  const missingOf = (route: Route): string => (placesOf(route)[0]?.key === 'budget' ? 'NO_SUCH_FUND' : randomUUID());
  const kindOf = (route: Route): Kind | undefined => RECORDS[placesOf(route)[0]?.key ?? ''];

  /** What this persona gets for a record that does not exist: asked once. */
  const known = new Map<string, Promise<ReturnType<typeof comparable>>>();
  const missing = (key: string, route: Route) => {
    const name = `${key} ${nameOf(route)}`;
    const asked =
      known.get(name) ??
      ask(key, route, withFirst(route, realValues(route)[0] ?? {}, missingOf(route))).then(comparable);
    known.set(name, asked);
    return asked;
  };

  /** What told the stranger that the record exists, one line each. */
  async function tells(
    strangers: (route: Route) => readonly Persona[],
  ): Promise<{ told: string[]; reached: Set<string> }> {
    const [told, reached] = [[] as string[], new Set<string>()];
    const asked = routes.flatMap((route) =>
      kindOf(route)
        ? strangers(route).flatMap(({ key }) => realValues(route).map((values) => ({ route, key, values })))
        : [],
    );
    await each(asked, async ({ route, key, values }) => {
      const theirs = comparable(await ask(key, route, values));
      const nobodys = await missing(key, route);
      if (nobodys.status === 404) reached.add(nameOf(route));
      const given = theirs.status < 400 || theirs.status >= 500;
      if (given || JSON.stringify(theirs) !== JSON.stringify(nobodys)) {
        told.push(`${nameOf(route)} as ${key}: ${theirs.status}, and ${nobodys.status} for none`);
      }
    });
    return { told: told.toSorted(), reached };
  }

  it('is probed on every route: each parameter has a record, a reason or a plain value', () => {
    const unknown = routes.filter((route) => placesOf(route).some(({ key }) => !isKnown(key)));
    expect(unknown.map(nameOf)).toEqual([]);
    expect(routes.length).toBeGreaterThan(50);
  });

  it('exists: its own people get it from every page that shows one record', async () => {
    const unread: string[] = [];
    await each(
      routes.filter((route) => route.method === 'GET' && kindOf(route)),
      async (route) => {
        for (const { key } of everyone) {
          for (const values of realValues(route)) if ((await ask(key, route, values)).status === 200) return;
        }
        unread.push(nameOf(route));
      },
    );
    expect(unread).toEqual([]);
  }, 600_000);

  it('answers another school and another provider of the same authority like one that does not exist', async () => {
    const { told } = await tells((route) => strangersWithin(kindOf(route)?.within ?? 'none'));
    expect(told).toEqual([]);
  }, 600_000);

  it('never fails the service for an id that is none, and answers it like one that does not exist', async () => {
    const wrong: string[] = [];
    const asked = routes.flatMap((route) => NO_IDS.map((id) => ({ route, id })));
    await each(asked, async ({ route, id }) => {
      const [values = {}] = realValues(route);
      const plain = kindOf(route) === undefined;
      // Signing in again ends a session, so those addresses are probed without one.
      const keys = /^\/(sign-in|invitation)/.test(route.pattern)
        ? ['nobody']
        : ['administrator', 'coordinator', 'commissioner'];
      for (const key of keys) {
        const answer = await ask(key, route, withFirst(route, values, id));
        const nobodys = await missing(key, route);
        // What cannot be an id is no record, whatever else is wrong with the request.
        const fits = answer.status === 404 || answer.status === nobodys.status || (id === '%' && answer.status === 400);
        if (answer.status >= 500 || (!plain && !fits)) {
          wrong.push(
            `${nameOf(route)} as ${key} with ${id.slice(0, 20)}: ${answer.status}, ${nobodys.status} for none`,
          );
        }
      }
    });
    expect(wrong.toSorted()).toEqual([]);
  }, 600_000);

  it('answers everybody of another authority like one that does not exist, whatever they do with it', async () => {
    await moveEverybodyAway(world);
    known.clear();
    const before = await world.footprint();
    const { told, reached } = await tells(() => everyone);
    expect(told).toEqual([]);
    expect(await world.footprint()).toEqual(before);
    // A probe that is turned away before anybody looks for the record would prove nothing.
    const unproved = routes.filter((route) => kindOf(route) && !reached.has(nameOf(route)));
    expect(unproved.map(nameOf)).toEqual([]);
  }, 600_000);

  it('is not changed by another authority where it may be read by all', async () => {
    const changed: string[] = [];
    const asked = routes
      .filter((route) => route.method !== 'GET' && (placesOf(route)[0]?.key ?? '') in PUBLIC_RECORDS)
      .flatMap((route) => everyone.map(({ key }) => ({ route, key })));
    await each(asked, async ({ route, key }) => {
      const answer = await ask(key, route, realValues(route)[0] ?? {});
      if (answer.status < 400 || answer.status >= 500) changed.push(`${nameOf(route)} as ${key}: ${answer.status}`);
    });
    expect(changed).toEqual([]);
  });

  it('is nothing to somebody who has not signed in', async () => {
    const shown: string[] = [];
    await each(
      routes.filter((route) => kindOf(route)),
      async (route) => {
        const path = fill(route.pattern, realValues(route)[0] ?? {});
        const answer = await send(world.url, { method: route.method, path }, bodyFor(route));
        const turnedAway = route.isApi ? answer.status === 401 : answer.status === 303 || answer.status === 403;
        if (!turnedAway || (answer.status === 303 && !answer.location.startsWith('/sign-in'))) {
          shown.push(`${nameOf(route)}: ${answer.status}`);
        }
      },
    );
    expect(shown).toEqual([]);
  });
});
