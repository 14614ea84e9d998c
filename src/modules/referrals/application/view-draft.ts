import { Injectable } from '@nestjs/common';
import { type Actor, FULL_WEEK, maxDate, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { PupilRecords } from '../../pupils/index.js';
import type { Answers } from '../domain/answers.js';
import { checkReferral } from '../domain/check-answers.js';
import type { Choice } from '../domain/codes.js';
import type { DaySixClock } from '../domain/clock.js';
import { sixthDayClock } from '../domain/aim.js';
import { type Raiser, seeksProvision } from '../domain/types.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { actsForAuthority, referralPolicy } from '../referrals.policy.js';
import { Prefill } from './prefill.js';
import { PlaceChoices } from './place-choices.js';
import { type PriceRange, PriceView } from './price-view.js';
import { ReferralFile } from './referral-file.js';

export interface DraftView {
  readonly referral: ReferralCase;
  readonly answers: Answers;
  readonly schoolName: string | null;
  /** The authority holds a record of this child already. */
  readonly pupilIsKnown: boolean;
  /** The last request of the school for this pupil, whose answers could be taken over; null for none. */
  readonly heldFrom: string | null;
  readonly clock: DaySixClock | null;
  /** Why there is no clock yet although there is a date: a rule on the answer that it counts from. */
  readonly clockFault: string | null;
  readonly price: PriceRange | null;
  readonly places: readonly Choice[];
  /** Schools to choose from: for the authority's people, and where the pupil is to go to another school. */
  readonly schools: readonly Choice[];
  readonly madeBy: Raiser;
  /** Whether it could be submitted as it stands. */
  readonly isReady: boolean;
  readonly faults: readonly string[];
}

export type DraftExtra = 'PRICE' | 'PLACES' | 'SCHOOLS';

const SCHOOLS_MAX = 500;

const needsSchools = (actor: Actor, { type }: Answers): boolean =>
  actsForAuthority(actor) || (type !== undefined && !seeksProvision(type));

/** Everything that a page of the journey shows beside the question: dates, price, what the pupil's record already says. */
@Injectable()
export class ViewDraft {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly file: ReferralFile,
    private readonly pupils: PupilRecords,
    private readonly organisations: Organisations,
    private readonly places: PlaceChoices,
    private readonly prices: PriceView,
    private readonly prefill: Prefill,
  ) {}

  /** `wants` names what costs further queries and only some pages show. */
  run(actor: Actor, id: string, wants: readonly DraftExtra[] = []): Promise<Result<DraftView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined) return notFound('referral');
      if (!referralPolicy.canEdit(actor, referral) && !referralPolicy.canAnswerLate(actor, referral)) {
        return notFound('referral');
      }
      await tx.audit('referral.read', { type: 'referral', id, referralId: id }, { part: 'journey' });
      return ok(await this.view(tx, referral, wants));
    });
  }

  private async view(tx: Tx, referral: ReferralCase, wants: readonly DraftExtra[]): Promise<DraftView> {
    const { answers } = await this.file.open(tx, referral);
    const schoolId = referral.schoolOrganisationId ?? answers.schoolId ?? null;
    const context = await this.file.context(tx, referral, schoolId);
    const clock = sixthDayClock(answers, context);
    const checked = checkReferral(answers, context);
    const { authorityId } = referral;
    return {
      referral,
      answers,
      schoolName: schoolId === null ? null : ((await this.organisations.byId(tx, schoolId))?.name ?? null),
      pupilIsKnown: referral.pupilId === null && (await this.isKnown(tx, authorityId, answers)),
      heldFrom: await this.prefill.offered(tx, referral, answers),
      clock: clock?.ok === true ? clock.value : null,
      clockFault: clock?.ok === false ? (clock.problem.fields[0]?.rule ?? null) : null,
      price: wants.includes('PRICE') ? await this.price(tx, referral, answers, schoolId) : null,
      places: wants.includes('PLACES')
        ? await this.places.list(tx, { authorityId, yearGroup: answers['pupil.yearGroup'] })
        : [],
      schools:
        wants.includes('SCHOOLS') && needsSchools(tx.actor, answers) ? await this.schoolChoices(tx, authorityId) : [],
      madeBy: context.madeBy,
      isReady: checked.ok && schoolId !== null,
      faults: checked.ok ? [] : checked.problem.fields.map(({ field }) => field),
    };
  }

  private async isKnown(tx: Tx, authorityId: string, answers: Answers): Promise<boolean> {
    const [upn, dateOfBirth] = [answers['pupil.upn'], answers['pupil.dateOfBirth']];
    if (upn === undefined || dateOfBirth === undefined) return false;
    return (await this.pupils.recognise(tx, { authorityId, upn, dateOfBirth })) === 'KNOWN';
  }

  private async price(
    tx: Tx,
    { authorityId }: ReferralCase,
    answers: Answers,
    schoolId: string | null,
  ): Promise<PriceRange | null> {
    const { type, 'pupil.yearGroup': yearGroup } = answers;
    if (type === undefined || !seeksProvision(type) || yearGroup === undefined || schoolId === null) return null;
    const sessions = answers['sessions.wanted'] ?? FULL_WEEK;
    const startsOn = maxDate(answers['sessions.startsOn'] ?? tx.today, tx.today);
    const endsOn = answers['sessions.endsOn'] ?? null;
    const place = { authorityId, schoolOrganisationId: schoolId };
    return this.prices.rangeFor(tx, { ...place, type, yearGroup, sessions, startsOn, endsOn });
  }

  private async schoolChoices(tx: Tx, authorityId: string): Promise<readonly Choice[]> {
    const authority = await this.organisations.authorityById(tx, authorityId);
    const filter = { kinds: ['SCHOOL' as const], ...(authority && { authorityCode: authority.code }) };
    const { organisations } = await this.organisations.search(tx, filter, SCHOOLS_MAX);
    return organisations.map(({ id, name }) => ({ code: id, label: name }));
  }
}
