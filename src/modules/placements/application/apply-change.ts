import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly, mondayOf, type Pence, pence, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Commitments, type Footing, type Share } from '../../budget/index.js';
import { Capacity, firstFreeWeek, type LineWanted } from '../../capacity/index.js';
import { Calendars } from '../../organisations/index.js';
import type { LockedReferral } from '../../referrals/index.js';
import { type Stay } from '../domain/changes.js';
import { type RollEntry, rollTimeline, singleRegistrationFrom } from '../domain/registration.js';
import type { RegistrationKind } from '../domain/registration.js';
import { PartStore } from '../persistence/part.store.js';
import { type Part, type Placement, type PlacementShare, PlacementStore } from '../persistence/placement.store.js';
import type { WorkedOut } from './work-out-change.js';

export interface Applied {
  readonly raisedPence: Pence;
  readonly voidedPence: Pence;
}

/**
 * Makes a placement what a change was worked out to be: places, parts, roll and money, in that order of locks. The caller
 * holds the case's and the placement's lock; any refusal leaves it to the caller to roll back.
 */
@Injectable()
export class ApplyChange {
  constructor(
    private readonly capacity: Capacity,
    private readonly placements: PlacementStore,
    private readonly parts: PartStore,
    private readonly calendars: Calendars,
    private readonly commitments: Commitments,
  ) {}

  /** Refused: `capacity.*`, `placement.overlaps`, `placement.marked-after`, `budget.*`, `order.*`. */
  async run(
    tx: Tx,
    { placement, referral, changeId }: { placement: Placement; referral: LockedReferral; changeId: string },
    worked: WorkedOut,
  ): Promise<Result<Applied>> {
    if (placement.holdId === null) return problem('change.from-block');
    const week = firstFreeWeek(worked.from);
    const kept = await this.capacity.reshape(tx, placement.holdId, { week, lines: linesFrom(worked.stays, week) });
    if (!kept.ok) return kept;
    await this.putParts(tx, placement, worked, changeId);
    await this.parts.setPlan(tx, placement.id, { plannedEnd: worked.plannedEnd, totalPence: worked.afterPence });
    await this.putRoll(tx, { placement, referral, changeId }, worked);
    const shares = await this.placements.shares(tx, placement.id);
    return this.commitments.settle(
      tx,
      {
        authorityId: placement.authorityId,
        placementId: placement.id,
        referralId: placement.referralId,
        referralType: placement.referralType,
        changeId,
        shares: sharesOf(shares, worked),
      },
      'placement.changed',
    );
  }

  /** Parts that go on as they were stay as they are, with the marks that stand on them; others end, and new ones begin. */
  private async putParts(tx: Tx, placement: Placement, worked: WorkedOut, changeId: string): Promise<void> {
    const { from, plannedEnd } = worked;
    const added = [...worked.stays];
    for (const part of worked.parts.filter((one) => one.from <= one.until && one.until >= addDays(from, -1))) {
      const at = added.findIndex((stay) => goesOn(stay, part, worked));
      if (at >= 0) added.splice(at, 1);
      else if (part.until >= from) await this.parts.end(tx, part.id, addDays(from, -1));
    }
    for (const stay of added) {
      const until = stay.until === plannedEnd ? null : stay.until;
      const days = { from: stay.from, until, changeId };
      const before = worked.parts.find(({ patternId }) => patternId === stay.patternId);
      if (before) await this.parts.again(tx, before.id, days);
      else if (worked.bought) await this.placements.addParts(tx, placement, [{ ...worked.bought, added: days }]);
    }
  }

  private async putRoll(
    tx: Tx,
    { placement, referral, changeId }: { placement: Placement; referral: LockedReferral; changeId: string },
    worked: WorkedOut,
  ): Promise<void> {
    const calendar = await this.calendars.forSchool(tx, placement.schoolOrganisationId);
    const singleFrom = referral.firstExcludedOn ? singleRegistrationFrom(calendar, referral.firstExcludedOn) : null;
    const kindOf = new Map<string, { organisationId: string; kind: RegistrationKind }>(
      [...worked.parts, ...(worked.bought ? [worked.bought] : [])].map((one) => [
        one.patternId,
        { organisationId: one.providerId, kind: one.registrationKind },
      ]),
    );
    const entries = runsOf(worked.stays).flatMap(({ from, until, patternIds }): RollEntry[] =>
      rollTimeline({
        referralType: placement.referralType,
        schoolId: placement.schoolOrganisationId,
        settings: patternIds.flatMap((id) => kindOf.get(id) ?? []),
        startsOn: from,
        plannedEnd: until,
        singleFrom,
      }),
    );
    await this.parts.putRoll(tx, placement, { from: worked.from, entries, changeId });
  }
}

/** The part is what the stay says, from before the change on: to the end of the placement, or to the same day. */
function goesOn(stay: Stay, part: Part, { from, terms }: WorkedOut): boolean {
  if (stay.patternId !== part.patternId || stay.from !== from || part.from >= from) return false;
  return terms.kind === 'EXTEND' ? part.until === addDays(from, -1) : part.until === stay.until;
}

function linesFrom(stays: readonly Stay[], week: DateOnly): LineWanted[] {
  return stays.flatMap(({ patternId, from, until }) => {
    const [first, toWeek] = [mondayOf(from), mondayOf(until)];
    const fromWeek = first < week ? week : first;
    return fromWeek > toWeek ? [] : [{ patternId, fromWeek, toWeek }];
  });
}

/** Days on which the same patterns count, one run after the other: a roll does not change in between. */
function runsOf(stays: readonly Stay[]): { from: DateOnly; until: DateOnly; patternIds: string[] }[] {
  const starts = [...new Set(stays.flatMap(({ from, until }) => [from, addDays(until, 1)]))].toSorted();
  return starts.flatMap((from, index) => {
    const next = starts[index + 1];
    const patternIds = stays.filter((one) => one.from <= from && one.until >= from).map((one) => one.patternId);
    return next === undefined || patternIds.length === 0 ? [] : [{ from, until: addDays(next, -1), patternIds }];
  });
}

/** Every payer and year, also of what falls away: nought lets all of it go. */
function sharesOf(agreed: readonly PlacementShare[], { years }: WorkedOut): Share[] {
  return agreed.flatMap((share) =>
    years.map((year) => ({
      payer: share.payer,
      footing: share.footing as Footing,
      fund: share.fund,
      financialYear: year.financialYear,
      from: year.from,
      to: year.to,
      pence: share.payer === 'SCHOOL' ? pence(year.schoolPence) : pence(year.fundPence),
      schoolOrganisationId: share.schoolOrganisationId,
      orderId: share.orderId,
      agreementReference: share.agreementReference,
    })),
  );
}
