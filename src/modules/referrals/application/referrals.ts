import { Injectable } from '@nestjs/common';
import { type DateOnly, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type PupilIdentity, type PupilProfile, PupilRecords } from '../../pupils/index.js';
import type { Answers } from '../domain/answers.js';
import { caseOfPupil, type Party, type ReferralCase } from '../domain/referral-case.js';
import { OVER_STATUSES, type ReferralEvent, type ReferralStatus } from '../domain/referral-states.js';
import { seeksProvision } from '../domain/types.js';
import type { WaitingReferral } from '../domain/waiting-referral.js';
import { AnswerStore } from '../persistence/answer.store.js';
import { PoolStore } from '../persistence/pool.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { askForMatching, askForOptions, askToGiveBack } from './ask-for-matching.js';
import { moveReferral } from './change-status.js';

/** What follows when a request is declined, or answered with support instead of a place. */
export type DeclineFollows = 'CLOSE' | 'SUPPORT' | 'RETURN' | 'SEND_TO_SEN';

const DECLINED: Readonly<Record<DeclineFollows, { readonly step: ReferralEvent; readonly event: string }>> = {
  CLOSE: { step: 'decline', event: 'DECLINED' },
  SUPPORT: { step: 'decline', event: 'SUPPORT_GRANTED' },
  RETURN: { step: 'return', event: 'RETURNED' },
  SEND_TO_SEN: { step: 'sendToSen', event: 'SENT_TO_SEN' },
};

/** A submitted referral: the columns that a draft may lack are there. */
export type LockedReferral = ReferralCase & {
  readonly [
    K in 'reference' | 'type' | 'pupilId' | 'schoolOrganisationId' | 'sessionsWanted' | 'startsOn' | 'aimOn'
  ]: NonNullable<ReferralCase[K]>;
};

/** A referral as far as the actor may open it: a part that is out of scope is null. */
export interface ReferralSummary {
  readonly referral: LockedReferral;
  readonly identity: PupilIdentity | null;
  readonly profile: PupilProfile | null;
  /** Needs, wishes, risks and what was said, by field path; only what is in scope. */
  readonly parts: Answers;
}

/**
 * What other modules may ask of referrals, and do to them. Every method runs inside the caller's transaction and sees
 * what the caller's actor may see; whoever changes a case holds its lock first.
 */
@Injectable()
export class Referrals {
  constructor(
    private readonly referrals: ReferralStore,
    private readonly pools: PoolStore,
    private readonly parts: AnswerStore,
    private readonly pupils: PupilRecords,
  ) {}

  /** Everything that waits for a place, by referral id; EHC plans that name a setting are not among them. */
  pool(tx: Tx, { authorityId }: { authorityId: string }): Promise<readonly WaitingReferral[]> {
    return this.pools.waiting(tx, authorityId);
  }

  /** One referral in the pool's shape, whatever its status. Needs the same permissions as the pool. */
  async waiting(tx: Tx, id: string): Promise<WaitingReferral | undefined> {
    return (await this.pools.byIds(tx, [id]))[0];
  }

  /** Locks the case row: the first lock of a decision. Undefined for a draft, a missing or a hidden one alike. */
  async lock(tx: Tx, id: string): Promise<LockedReferral | undefined> {
    return submitted(await this.referrals.lock(tx, id));
  }

  async find(tx: Tx, id: string): Promise<LockedReferral | undefined> {
    return submitted(await this.referrals.find(tx, id));
  }

  /** Reads the child's file as far as it is in scope, and says so in the audit. */
  async summary(tx: Tx, id: string): Promise<ReferralSummary | undefined> {
    const referral = await this.find(tx, id);
    if (referral === undefined) return undefined;
    const { identity = null, profile = null } = await this.pupils.ofCase(tx, caseOfPupil(referral, referral.pupilId));
    const parts = await this.parts.read(tx, id);
    await tx.audit('referral.read', { type: 'referral', id, referralId: id }, { part: 'summary' });
    return { referral, identity, profile, parts };
  }

  /** A decision was made: SUBMITTED to DECIDED. Refused: `referral.not-for-provision`. */
  async markDecided(tx: Tx, id: string, { decisionId }: { decisionId: string }): Promise<Result<undefined>> {
    const referral = await this.lock(tx, id);
    if (referral !== undefined && !seeksProvision(referral.type)) {
      return problem('referral.not-for-provision', { reference: referral.reference });
    }
    return this.moved(tx, id, { step: 'decide', event: 'DECIDED' }, () =>
      this.referrals.setDecision(tx, id, decisionId),
    );
  }

  /** A panel declined: the case is closed, goes back to the school for more, or to the SEN officer. */
  markDeclined(
    tx: Tx,
    id: string,
    { decisionId, follows, note }: { decisionId: string; follows: DeclineFollows; note: string },
  ): Promise<Result<undefined>> {
    return this.moved(tx, id, { ...DECLINED[follows], note }, async (referral) => {
      if (DECLINED[follows].step === 'decline') await this.referrals.setDecision(tx, id, decisionId);
      await askForMatching(tx, referral.authorityId);
      await askToGiveBack(tx, id);
    });
  }

  /** A panel that declined is to look again: the request waits on, its waiting days uninterrupted. */
  async reopen(tx: Tx, id: string, { note }: { note: string }): Promise<Result<undefined>> {
    return this.moved(tx, id, { step: 'reopen', event: 'REOPENED', note }, async (referral) => {
      if (OVER_STATUSES.includes(referral.status)) await this.pupils.forgetClosedCase(tx, id);
      await this.referrals.setDecision(tx, id, null);
      await askForMatching(tx, referral.authorityId);
      await askForOptions(tx, id);
    });
  }

  /** A panel put it off: it waits on, and its clock runs on. */
  async noteDeferred(tx: Tx, id: string, { note }: { note: string }): Promise<Result<undefined>> {
    const referral = await this.lock(tx, id);
    if (referral === undefined) return notFound('referral');
    if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
    await this.referrals.addEvent(tx, referral, 'DEFERRED', note);
    return ok();
  }

  /** Something that happened to its placement, for the case's timeline; the words name nobody. */
  async note(tx: Tx, id: string, { event, note }: { event: string; note: string }): Promise<void> {
    const referral = await this.referrals.find(tx, id);
    if (referral !== undefined) await this.referrals.addEvent(tx, referral, event, note);
  }

  /** The provider accepted: DECIDED to PLACED. */
  markPlaced(tx: Tx, id: string, _placement: { placementId: string }): Promise<Result<undefined>> {
    return this.moved(tx, id, { step: 'place', event: 'PLACED' });
  }

  /**
   * An offer or a placement came to nothing: the referral waits again, its waiting days uninterrupted, and matching is asked
   * for. `urgentOn` is the day to work to for a pupil who was left without a place.
   */
  backToPool(
    tx: Tx,
    id: string,
    { reason, urgentOn = null }: { reason: string; urgentOn?: DateOnly | null },
  ): Promise<Result<undefined>> {
    return this.moved(tx, id, { step: 'backToPool', event: 'BACK_TO_POOL', note: reason }, async (referral) => {
      await this.referrals.setDecision(tx, id, null);
      if (urgentOn !== null) await this.referrals.aimAt(tx, id, urgentOn);
      await askForMatching(tx, referral.authorityId, urgentOn);
    });
  }

  /** The placement ended: PLACED to CLOSED. */
  close(tx: Tx, id: string, { reason }: { reason: string }): Promise<Result<undefined>> {
    return this.moved(tx, id, { step: 'close', event: 'CLOSED', note: reason });
  }

  /** Adds a party or widens it; scopes are joined. An offer opens PROFILE and NEEDS, its acceptance the rest. */
  async openTo(
    tx: Tx,
    id: string,
    party: Omit<Party, 'endsOn'> & { readonly endsOn?: Party['endsOn'] },
  ): Promise<void> {
    const referral = await this.referrals.find(tx, id);
    if (referral === undefined) throw new Error('A party can only be added to a referral that the actor may see');
    await this.referrals.openTo(tx, referral, { endsOn: null, ...party });
  }

  /** The party's access ends now: a provider that declined. */
  closeTo(tx: Tx, id: string, party: Pick<Party, 'organisationId' | 'part'>): Promise<void> {
    return this.referrals.closeTo(tx, id, party);
  }

  /** `endsOn` is the last day on which the party may open the case. */
  endParty(
    tx: Tx,
    id: string,
    party: Pick<Party, 'organisationId' | 'part'> & { readonly endsOn: string },
  ): Promise<void> {
    return this.referrals.endParty(tx, id, party, party.endsOn);
  }

  private async moved(
    tx: Tx,
    id: string,
    step: { step: ReferralEvent; event: string; note?: string },
    and: (referral: ReferralCase) => Promise<void> = () => Promise.resolve(),
  ): Promise<Result<undefined>> {
    const referral = await this.lock(tx, id);
    if (referral === undefined) return notFound('referral');
    const moved: Result<{ status: ReferralStatus }> = await moveReferral(
      tx,
      { referrals: this.referrals, pupils: this.pupils },
      referral,
      step,
    );
    if (!moved.ok) return moved;
    await and(referral);
    return ok();
  }
}

function submitted(referral: ReferralCase | undefined): LockedReferral | undefined {
  if (referral === undefined || referral.status === 'DRAFT') return undefined;
  const { reference, type, pupilId, schoolOrganisationId, sessionsWanted, startsOn, aimOn } = referral;
  const needed = { reference, type, pupilId, schoolOrganisationId, sessionsWanted, startsOn, aimOn };
  const absent = Object.entries(needed).find(([, value]) => value === null);
  // A constraint of the table holds these; the check keeps the type honest.
  if (absent !== undefined) throw new Error(`A submitted referral has no ${absent[0]}`);
  return referral as LockedReferral;
}
