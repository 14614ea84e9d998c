import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  formatDate,
  invalid,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announceAll, type MessageKind } from '../../notifications/index.js';
import { requestMatching } from '../../matching/index.js';
import { Referrals } from '../../referrals/index.js';
import { type ChangeCommand, checkChange } from '../domain/change-command.js';
import { CHANGE_KINDS, type ChangeTerms, type Party, partiesOf } from '../domain/changes.js';
import { type Change, type ChangeAnswer, ChangeStore } from '../persistence/change.store.js';
import type { Placement } from '../persistence/placement.store.js';
import type { Side } from '../placement-changes.policy.js';
import { ApplyChange } from './apply-change.js';
import { subjectOf } from './answer-offer.js';
import { BetweenSides, type LockedStay } from './between-sides.js';
import { FreePlacement } from './free-placement.js';
import { type WorkedOut, WorkOutChange } from './work-out-change.js';

export interface AskedChange {
  readonly changeId: string;
  readonly placementId: string;
  readonly status: 'ASKED' | 'AGREED' | 'REFUSED' | 'WITHDRAWN';
}

/**
 * A change is asked for by one side and agreed by those it binds; with the last of them it is done, in one transaction:
 * places, parts, roll and money, or nothing and the answer is not given. Locks: case, placement, places, accounts.
 */
@Injectable()
export class ChangePlacement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sides: BetweenSides,
    private readonly changes: ChangeStore,
    private readonly referrals: Referrals,
    private readonly free: FreePlacement,
    private readonly workOut: WorkOutChange,
    private readonly applyChange: ApplyChange,
  ) {}

  /** What it would do, without a trace. Refused as `ask`. */
  preview(actor: Actor, command: ChangeCommand): Promise<Result<WorkedOut & { readonly parties: readonly Party[] }>> {
    return this.sides.run(actor, command.placementId, async (tx, { placement, referral }) => {
      const checked = checkChange(command);
      if (!checked.ok) return checked;
      const worked = await this.workOut.run(tx, placement, referral, checked.value.terms);
      if (!worked.ok) return worked;
      return ok({ ...worked.value, parties: partiesOf(checked.value.terms.kind, worked.value.rises) });
    });
  }

  /** Refused: fields; `change.exists`, `change.placement-over`, `change.*`, and whatever its agreement would be refused for. */
  ask(actor: Actor, command: ChangeCommand): Promise<Result<AskedChange>> {
    const checked = checkChange(command);
    if (!checked.ok) return Promise.resolve(checked);
    const { terms, reason, note } = checked.value;
    return this.sides.run(actor, command.placementId, async (tx, locked) => {
      const { placement, referral, side } = locked;
      await this.overtakeLate(tx, placement);
      const worked = await this.workOut.run(tx, placement, referral, terms);
      if (!worked.ok) return worked;
      const change = {
        id: newId(),
        placementId: placement.id,
        authorityId: placement.authorityId,
        kind: terms.kind,
        from: worked.value.from,
        endsOn: terms.kind === 'EXTEND' ? terms.endsOn : null,
        resumesOn: terms.kind === 'PAUSE' ? terms.resumesOn : null,
        replacedId: terms.kind === 'WEEK' ? terms.replacedId : null,
        patternId: terms.kind === 'WEEK' ? terms.patternId : null,
        reason,
        note,
        askedByParty: side.party,
        askedByOrganisationId: side.organisationId,
      };
      const answers = await this.answersOf(tx, placement, worked.value, side);
      await this.changes.add(tx, change, answers);
      await this.changes.putCost(tx, change, worked.value);
      await tx.audit('placement.change-asked', subjectOf(placement), { changeId: change.id, kind: terms.kind });
      if (answers.every(({ answer }) => answer === 'AGREED')) return this.agree(tx, locked, change, worked.value);
      const waiting = answers.filter(({ answer }) => answer === 'WAITING');
      await this.tell(tx, placement, change, 'placement.change-asked', waiting);
      return ok({ changeId: change.id, placementId: placement.id, status: 'ASKED' });
    });
  }

  /** Refused: `change.settled`, `change.not-yours`, `change.too-late`, and what place, rules and money cannot carry. */
  answer(
    actor: Actor,
    changeId: string,
    given: { readonly answer: unknown; readonly note: unknown },
  ): Promise<Result<AskedChange>> {
    const said = given.answer === 'AGREED' || given.answer === 'REFUSED' ? given.answer : undefined;
    if (said === undefined) return Promise.resolve(invalid('answer', 'choose-one'));
    const note = cleanText(given.note, { field: 'note', max: 1000, multiline: true, required: said === 'REFUSED' });
    if (!note.ok) return Promise.resolve(note);
    return this.of(actor, changeId, async (tx, locked, change) => {
      const { placement, referral, side } = locked;
      const answers = await this.changes.answers(tx, changeId);
      const own = answers.find(({ organisationId }) => organisationId === side.organisationId);
      if (own?.answer !== 'WAITING') return problem('change.not-yours');
      const { organisationId } = side;
      await this.changes.answer(tx, changeId, { organisationId, answer: said, note: note.value || null });
      const facts = { changeId, kind: change.kind, answer: said };
      await tx.audit('placement.change-answered', subjectOf(placement), facts);
      if (said === 'REFUSED') return this.settle(tx, placement, change, 'REFUSED');
      if (answers.some((one) => one !== own && one.answer === 'WAITING')) {
        return ok({ changeId, placementId: placement.id, status: 'ASKED' });
      }
      if (change.from < tx.today) return problem('change.too-late', { from: change.from });
      const worked = await this.workOut.run(tx, placement, referral, termsOf(change));
      if (!worked.ok) return worked;
      return this.agree(tx, locked, change, worked.value);
    });
  }

  /** By the side that asked, while it waits. */
  withdraw(actor: Actor, changeId: string): Promise<Result<AskedChange>> {
    return this.of(actor, changeId, async (tx, { placement, side }, change) => {
      if (change.askedByOrganisationId !== side.organisationId) return problem('change.not-yours');
      return this.settle(tx, placement, change, 'WITHDRAWN');
    });
  }

  /** Everybody has agreed. Where money rises by now and nobody asked the authority, it is asked first. */
  private async agree(
    tx: Tx,
    { placement, referral }: Pick<LockedStay, 'placement' | 'referral'>,
    change: Pick<Change, 'id' | 'placementId' | 'authorityId' | 'kind' | 'from' | 'askedByOrganisationId'>,
    worked: WorkedOut,
  ): Promise<Result<AskedChange>> {
    const answers = await this.changes.answers(tx, change.id);
    await this.changes.putCost(tx, change, worked);
    const { organisationId } = await this.free.commissionerOf(tx, placement);
    const unasked = worked.rises && !answers.some(({ party }) => party === 'AUTHORITY');
    const { id: changeId } = change;
    if (unasked && organisationId !== null && change.askedByOrganisationId !== organisationId) {
      const authority = { party: 'AUTHORITY', organisationId, answer: 'WAITING' } as const;
      await this.changes.addAnswers(tx, change, [authority]);
      await this.tell(tx, placement, change, 'placement.change-asked', [authority]);
      return ok({ changeId, placementId: placement.id, status: 'ASKED' });
    }
    const applied = await this.applyChange.run(tx, { placement, referral, changeId }, worked);
    if (!applied.ok) return applied;
    await this.changes.settle(tx, changeId, 'AGREED');
    await tx.audit('placement.changed', subjectOf(placement), { changeId, kind: change.kind, ...applied.value });
    const words = `${CHANGE_KINDS[change.kind].label}, from ${formatDate(change.from)}`;
    await this.referrals.note(tx, referral.id, { event: 'PLACEMENT_CHANGED', note: words });
    const everybody = (await this.sides.everybody(tx, placement)).map((id) => ({ organisationId: id }));
    await this.tell(tx, placement, change, 'placement.changed', everybody);
    await requestMatching(tx, placement.authorityId);
    return ok({ changeId, placementId: placement.id, status: 'AGREED' });
  }

  private async settle(
    tx: Tx,
    placement: Placement,
    change: Change,
    status: 'REFUSED' | 'WITHDRAWN',
  ): Promise<Result<AskedChange>> {
    await this.changes.settle(tx, change.id, status);
    await tx.audit('placement.change-settled', subjectOf(placement), { changeId: change.id, status });
    const answers = await this.changes.answers(tx, change.id);
    const others = [...answers, { organisationId: change.askedByOrganisationId }];
    const concerned = others.filter(({ organisationId }) => organisationId !== tx.actor.organisationId);
    await this.tell(tx, placement, change, 'placement.change-settled', concerned);
    return ok({ changeId: change.id, placementId: placement.id, status });
  }

  /** One whose day has passed unanswered makes room for another. */
  private async overtakeLate(tx: Tx, placement: Placement): Promise<void> {
    const waiting = await this.changes.asked(tx, placement.id);
    if (waiting === undefined || waiting.from >= tx.today) return;
    await this.changes.settle(tx, waiting.id, 'OVERTAKEN');
    await tx.audit('placement.change-settled', subjectOf(placement), { changeId: waiting.id, status: 'OVERTAKEN' });
  }

  private async answersOf(
    tx: Tx,
    placement: Placement,
    worked: WorkedOut,
    asker: Side,
  ): Promise<Pick<ChangeAnswer, 'party' | 'organisationId' | 'answer'>[]> {
    const { organisationId: authorityId } = await this.free.commissionerOf(tx, placement);
    const of: Readonly<Record<Party, readonly (string | null)[]>> = {
      SCHOOL: [placement.schoolOrganisationId],
      PROVIDER: worked.providerIds,
      AUTHORITY: [authorityId],
    };
    return partiesOf(worked.terms.kind, worked.rises).flatMap((party) =>
      of[party].flatMap((organisationId) => {
        if (organisationId === null) return [];
        const own = party === asker.party && organisationId === asker.organisationId;
        return [{ party, organisationId, answer: own ? ('AGREED' as const) : ('WAITING' as const) }];
      }),
    );
  }

  private async of(
    actor: Actor,
    changeId: string,
    act: (tx: Tx, locked: LockedStay, change: Change) => Promise<Result<AskedChange>>,
  ): Promise<Result<AskedChange>> {
    const seen = await this.work.read(actor, (tx) => this.changes.find(tx, changeId));
    if (seen === undefined) return notFound('change');
    return this.sides.run(actor, seen.placementId, async (tx, locked) => {
      const change = await this.changes.find(tx, changeId);
      if (change === undefined) return notFound('change');
      return change.status === 'ASKED' ? act(tx, locked, change) : problem('change.settled', { status: change.status });
    });
  }

  private tell(
    tx: Tx,
    { reference }: Placement,
    change: Pick<Change, 'id' | 'from'>,
    kind: MessageKind,
    to: readonly { readonly organisationId: string }[],
  ): Promise<void> {
    const organisations = [...new Set(to.map(({ organisationId }) => organisationId))];
    const about = { subjectType: 'placement-change', subjectId: change.id, reference, dueOn: change.from };
    return announceAll(
      tx,
      organisations.map((organisationId) => ({ kind, organisationId, ...about })),
    );
  }
}

/** As it was asked for: rows of the database hold what each kind needs. */
function termsOf({ kind, from, endsOn, resumesOn, replacedId, patternId }: Change): ChangeTerms {
  if (kind === 'EXTEND' && endsOn) return { kind, endsOn };
  if (kind === 'PAUSE' && resumesOn) return { kind, from, resumesOn };
  if (kind === 'WEEK' && replacedId && patternId) return { kind, from, replacedId, patternId };
  if (kind === 'RESUME') return { kind, from };
  throw new Error(`A change of kind ${kind} has no terms`);
}
