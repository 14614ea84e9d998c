import {
  type Actor,
  dateOnly,
  type Permission,
  type ReferralType,
  ROLE_PERMISSIONS,
  type Role,
  upnCheckLetter,
  valueOf,
} from '../../src/kernel/index.js';
import { Organisation } from '../../src/modules/organisations/index.js';
import { Policies } from '../../src/modules/policies/index.js';
import { PolicyStore } from '../../src/modules/policies/persistence/policy.store.js';
import { LoadPostcodes, PupilRecords } from '../../src/modules/pupils/index.js';
import { PostcodeStore } from '../../src/modules/pupils/persistence/postcode.store.js';
import { PupilStore } from '../../src/modules/pupils/persistence/pupil.store.js';
import { ChangeReferralStatus } from '../../src/modules/referrals/application/change-status.js';
import { ListReferrals } from '../../src/modules/referrals/application/list-referrals.js';
import type { PriceRange } from '../../src/modules/referrals/application/price-view.js';
import { ReadReferral } from '../../src/modules/referrals/application/read-referral.js';
import type { PlaceChoices } from '../../src/modules/referrals/application/place-choices.js';
import { ReferAgain } from '../../src/modules/referrals/application/refer-again.js';
import { Triage } from '../../src/modules/referrals/application/triage.js';
import { TriageStore } from '../../src/modules/referrals/persistence/triage.store.js';
import { ViewSent } from '../../src/modules/referrals/application/view-sent.js';
import { SentStore } from '../../src/modules/referrals/persistence/sent.store.js';
import { RecordSchoolPlace } from '../../src/modules/referrals/application/record-school-place.js';
import { ReferralFile } from '../../src/modules/referrals/application/referral-file.js';
import { ReferralRulesSource } from '../../src/modules/referrals/application/referral-rules.js';
import { ReferralWriter } from '../../src/modules/referrals/application/referral-writer.js';
import {
  type Answers,
  readPatch,
  Referrals,
  SaveAnswers,
  StartReferral,
  SubmitReferral,
} from '../../src/modules/referrals/index.js';
import { AnswerStore } from '../../src/modules/referrals/persistence/answer.store.js';
import { DraftStore } from '../../src/modules/referrals/persistence/draft.store.js';
import { ListStore } from '../../src/modules/referrals/persistence/list.store.js';
import { PoolStore } from '../../src/modules/referrals/persistence/pool.store.js';
import { ReferralStore } from '../../src/modules/referrals/persistence/referral.store.js';
import { explainConstraint, type UnitOfWork } from '../../src/platform/index.js';
import { organisationsOf } from './organisations.js';
import { aPerson } from './unit-of-work.js';

/** The referrals module without Nest. */
export function referralsOf(work: UnitOfWork, price: PriceRange | null = null) {
  explainConstraint('referral_one_open', 'referral.already-open');
  explainConstraint('referral_one_school', 'referral.placed-elsewhere');
  const { organisations, calendars } = organisationsOf(work);
  const [store, drafts, parts, pools] = [new ReferralStore(), new DraftStore(), new AnswerStore(), new PoolStore()];
  const pupils = new PupilRecords(new PupilStore(), new PostcodeStore());
  const rules = new ReferralRulesSource(new Policies(new PolicyStore()));
  const file = new ReferralFile(drafts, parts, pupils, organisations, calendars, rules);
  const places = { list: () => Promise.resolve([]) } as unknown as PlaceChoices;
  const writer = new ReferralWriter(store, parts, pupils, organisations, places, new SentStore());
  return {
    store,
    pupils,
    postcodes: new LoadPostcodes(new PostcodeStore()),
    referrals: new Referrals(store, pools, parts, pupils),
    start: new StartReferral(work, store, drafts, organisations),
    save: new SaveAnswers(work, store, drafts, file, writer, organisations, pupils),
    submit: new SubmitReferral(work, store, drafts, file, writer, { rangeFor: () => Promise.resolve(price) }),
    change: new ChangeReferralStatus(work, store, pupils),
    schoolPlace: new RecordSchoolPlace(work, store, pupils, organisations),
    list: new ListReferrals(work, new ListStore()),
    triage: new Triage(work, store, new TriageStore()),
    again: new ReferAgain(work, store, file, new StartReferral(work, store, drafts, organisations)),
    sent: new ViewSent(work, store, new SentStore()),
    read: new ReadReferral(work, store, file, organisations),
  };
}

export const referralEntities = [Organisation] as const;

/** Somebody in a role, at an organisation of an authority. */
export const inRole = (
  role: Role,
  place: { organisationId: string; authorityId: string },
  extra: readonly Permission[] = [],
): Actor => aPerson({ role, ...place, permissions: [...ROLE_PERMISSIONS[role], ...extra] });

let serials = 0;
/** A valid number that no other made-up pupil of this run has. */
export function aUpn(): string {
  serials += 1;
  const body = `352${4000 + Math.floor(serials / 1000)}26${String(serials % 1000).padStart(3, '0')}`;
  return upnCheckLetter(body) + body;
}

/** The ten answers that start a day-six case; a permanent exclusion from Monday 2 November 2026. */
export const tenAnswers = (over: Answers = {}): Answers => ({
  type: 'PERMANENT_EXCLUSION',
  'exclusion.firstExcludedOn': dateOnly('2026-11-02'),
  'exclusion.reasons': ['VA', 'DB'],
  'pupil.upn': aUpn(),
  'pupil.forename': 'Made',
  'pupil.surname': 'Up',
  'pupil.dateOfBirth': dateOnly('2013-05-14'),
  'pupil.yearGroup': 9,
  'home.postcode': 'M14 7PA',
  'support.senProvision': 'K',
  ...over,
});

/** Everything that any referral needs. */
export const wholeAnswers = (over: Answers = {}): Answers => ({
  ...tenAnswers(),
  'pupil.sex': 'F',
  'support.lookedAfter': 'NO',
  'support.socialWorker': 'NONE',
  'needs.codes': ['SEMH', 'SLCN'],
  'needs.description': 'Finds crowds hard.',
  'history.tried': 'A mentor for two terms.',
  'family.pupilView': 'Wants to build things.',
  'family.parentView': 'Agrees.',
  'risks.assessed': 'SOME',
  'risks.items': [{ code: 'GOING_MISSING', level: 'LOW' }],
  'risks.note': 'Likes a walk at lunchtime.',
  ...over,
});

/** A submitted referral, by the use cases themselves. */
export async function aReferral(
  parts: ReturnType<typeof referralsOf>,
  actor: Actor,
  answers: Answers = wholeAnswers(),
): Promise<{ id: string; reference: string }> {
  const { id } = valueOf(await parts.start.run(actor, answers));
  return valueOf(await parts.submit.run(actor, id));
}

/** Answers as they come from outside, for tests of what is read. */
export const patchOf = (raw: Record<string, unknown>) => valueOf(readPatch(raw));

/** The answers of a kind of request that only this kind has, from Monday 2 November 2026. */
export const answersOf = (type: ReferralType, otherSchoolId: string): Answers => {
  const own: Partial<Record<ReferralType, Answers>> = {
    SUSPENSION: {
      'suspended.blocks': [{ startsOn: '2026-11-02', endsOn: '2026-11-13' }],
      'suspended.daysBefore': 3,
      'exclusion.reasons': ['DB'],
    },
    SAFEGUARDING_SEPARATION: {
      'separation.keptAwayFrom': dateOnly('2026-11-02'),
      'separation.lead': 'A. Safeguarding',
      'separation.why': 'To keep everybody safe while facts are found.',
      'separation.reviewOn': dateOnly('2026-11-16'),
    },
    SECTION_19_HEALTH: {
      'health.daysAbsent': 10,
      'health.daysExpected': 20,
      'health.evidence': 'GP',
      'health.hours': 12,
      'health.hoursWhy': 'Tires soon.',
    },
    FAIR_ACCESS: { 'fairAccess.groups': ['j', 'l'], 'fairAccess.tried': 'Three schools; all are full.' },
    MANAGED_MOVE: {
      'managedMove.receivingSchoolId': otherSchoolId,
      'managedMove.schoolsAgreedOn': dateOnly('2026-10-23'),
      'managedMove.parentAgreedOn': dateOnly('2026-10-23'),
      'sessions.startsOn': dateOnly('2026-11-16'),
    },
    REINTEGRATION: {
      'reintegration.schoolId': otherSchoolId,
      'reintegration.ready': 'Came every day for a term.',
      'reintegration.lead': 'B. Return',
      'reintegration.steps': [
        { from: '2026-11-16', halfDays: 4, support: 'A mentor in lessons' },
        { from: '2026-11-30', halfDays: 10 },
      ],
      'sessions.startsOn': dateOnly('2026-11-16'),
    },
  };
  return { ...wholeAnswers(), type, ...own[type] };
};
