import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, londonDate, notFound, ok, type Pence, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Organisation, Organisations } from '../../organisations/index.js';
import type { PositionFrom } from '../../pupils/index.js';
import type { Answers } from '../domain/answers.js';
import { askedBeforeFirstDay } from '../domain/check-answers.js';
import { FIRST_DAY, sixthDayClock } from '../domain/aim.js';
import type { DaySixClock } from '../domain/clock.js';
import type { Choice } from '../domain/codes.js';
import type { Party, ReferralCase, TimelineEvent } from '../domain/referral-case.js';
import { OPEN_STATUSES } from '../domain/referral-states.js';
import { waitingDays, type WaitingDays } from '../domain/waiting-days.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { schoolNames } from './named-schools.js';
import { ReferralFile } from './referral-file.js';

export interface QuoteView {
  readonly quotedAt: Date;
  readonly lowPence: Pence;
  readonly highPence: Pence;
  readonly subsidyLowPence: Pence;
  readonly subsidyHighPence: Pence;
  readonly schoolBalancePence: Pence | null;
  readonly until: DateOnly;
}

export interface ReferralView {
  readonly referral: ReferralCase;
  /** Only what the actor may open. */
  readonly answers: Answers;
  readonly positionFrom: PositionFrom | null;
  readonly pupilReference: string | null;
  readonly school: Organisation | null;
  /** Which school takes the pupil; null while none does and where a place in provision is asked for. */
  readonly schoolPlace: { readonly name: string; readonly startsOn: DateOnly } | null;
  /** Earlier and later requests of the same chain. */
  readonly neighbours: readonly { readonly id: string; readonly reference: string; readonly isEarlier: boolean }[];
  readonly waiting: WaitingDays | null;
  /** Names of other schools that answers name. */
  readonly schools: readonly Choice[];
  /** The day-six count as the school's calendar has it today; null where there is none to work out. */
  readonly clock: DaySixClock | null;
  readonly timeline: readonly (TimelineEvent & { readonly byName: string | null })[];
  readonly parties: readonly (Party & { readonly name: string })[];
  readonly quote: QuoteView | null;
  readonly missing: readonly string[];
}

/** Opens one referral as far as the actor may, and writes that down in the same transaction. */
@Injectable()
export class ReadReferral {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly file: ReferralFile,
    private readonly organisations: Organisations,
  ) {}

  run(actor: Actor, id: string): Promise<Result<ReferralView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined) return notFound('referral');
      await tx.audit('referral.read', { type: 'referral', id, referralId: id });
      return ok(await this.view(tx, referral));
    });
  }

  private async view(tx: Tx, referral: ReferralCase): Promise<ReferralView> {
    const { answers, positionFrom, pupilReference } = await this.file.open(tx, referral);
    const schoolId = referral.schoolOrganisationId ?? answers.schoolId ?? null;
    const timeline = await this.referrals.timeline(tx, referral.id);
    const parties = await this.referrals.parties(tx, referral.id);
    const named = [
      ...timeline.flatMap(({ byOrganisationId }) => byOrganisationId ?? []),
      ...parties.map(({ organisationId }) => organisationId),
      ...(schoolId === null ? [] : [schoolId]),
    ];
    const names = new Map((await this.organisations.byIds(tx, [...new Set(named)])).map((one) => [one.id, one]));
    return {
      referral,
      answers,
      positionFrom,
      pupilReference,
      school: (schoolId === null ? undefined : names.get(schoolId)) ?? null,
      neighbours: await this.referrals.neighbours(tx, referral.id),
      waiting: waitedFor(referral, tx.today, timeline),
      schoolPlace: await this.referrals.schoolPlace(tx, referral.id),
      schools: await schoolNames(tx, this.organisations, answers),
      clock: await this.clock(tx, referral, answers, schoolId),
      timeline: timeline.map((event) => ({ ...event, byName: names.get(event.byOrganisationId ?? '')?.name ?? null })),
      parties: parties.map((party) => ({ ...party, name: names.get(party.organisationId)?.name ?? '' })),
      quote: await this.quote(tx, referral.id),
      missing: referral.status === 'DRAFT' ? askedBeforeFirstDay(answers) : referral.missing,
    };
  }

  /** Draft or not, the count is shown with its reason; a calendar that does not cover it gives none. */
  private async clock(
    tx: Tx,
    referral: ReferralCase,
    answers: Answers,
    schoolId: string | null,
  ): Promise<DaySixClock | null> {
    if (schoolId === null || FIRST_DAY[answers.type ?? ''] === undefined) return null;
    const clock = sixthDayClock(answers, await this.file.context(tx, referral, schoolId));
    return clock?.ok === true ? clock.value : null;
  }

  private async quote(tx: Tx, id: string): Promise<QuoteView | null> {
    const [row] = await tx.query<QuoteView>(
      `select quoted_at as "quotedAt", low_pence as "lowPence", high_pence as "highPence",
         subsidy_low_pence as "subsidyLowPence", subsidy_high_pence as "subsidyHighPence",
         school_balance_pence as "schoolBalancePence", until_on as until
       from referral_quote where referral_id = $1 order by quoted_at desc, id desc limit 1`,
      [id],
    );
    return row ?? null;
  }
}

/** Up to today, or to the day on which nothing waited any more. */
function waitedFor(
  { waitingSince, status, statusAt }: ReferralCase,
  today: DateOnly,
  timeline: readonly TimelineEvent[],
): WaitingDays | null {
  if (waitingSince === null) return null;
  return waitingDays(waitingSince, OPEN_STATUSES.includes(status) ? today : londonDate(statusAt), timeline);
}
