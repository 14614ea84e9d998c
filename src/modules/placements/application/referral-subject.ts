import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  invalid,
  isCode,
  notFound,
  ok,
  type Permission,
  problem,
  type Result,
  serviceActor,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import {
  type AgendaSubject,
  AgendaSubjects,
  type CarriedOn,
  type DecidedItem,
  type ItemOfSubject,
  type Meeting,
  type Named,
  type NewItem,
  type PaperRow,
} from '../../panels/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import { DecidedSupport } from '../../support/index.js';
import { checkDecision } from '../domain/decision-command.js';
import { DECLINE_REASONS, declineReasonsFor, mayHaveSupportInstead, PANEL_OUTCOMES } from '../domain/panel-outcomes.js';
import { becauseWords } from '../domain/reconsideration.js';
import { PanelQueueStore } from '../persistence/panel-queue.store.js';
import { ReconsiderationStore } from '../persistence/reconsideration.store.js';
import { CONSEQUENCES } from './acting-for.js';
import { CarryOut, optionsSeen } from './carry-out.js';
import { namedPlace, readNamedPlace } from './named-place.js';
import { PlaceWords } from './place-words.js';
import { BesideItems } from './beside-items.js';
import { moneyRows, REFERRAL, ReferralPaper } from './referral-paper.js';

explainConstraint('decision_placement_complete', 'policy.none-in-force');

/**
 * A request before a panel. What is decided is done in the same transaction: the place is offered as an officer's decision
 * would offer it, the case is closed or passed on for the reason that was named, or it waits on with its clock running. What
 * cannot be done any more takes the decision back with it.
 */
@Injectable()
export class ReferralSubject implements AgendaSubject, OnModuleInit {
  readonly type = REFERRAL;
  readonly decisionKind = 'PLACEMENT';
  readonly consequences: readonly Permission[] = [
    ...CONSEQUENCES,
    'decision.make',
    'support.authority',
    'support.answer',
  ];

  constructor(
    private readonly subjects: AgendaSubjects,
    private readonly referrals: Referrals,
    private readonly carryOut: CarryOut,
    private readonly store: PanelQueueStore,
    private readonly words: PlaceWords,
    private readonly paper: ReferralPaper,
    private readonly besideItems: BesideItems,
    private readonly questioned: ReconsiderationStore,
    private readonly support: DecidedSupport,
  ) {}

  onModuleInit(): void {
    this.subjects.register(this);
  }

  outcomes() {
    return Promise.resolve(
      Object.entries(PANEL_OUTCOMES).map(([code, { words, conditional }]) => ({ code, words, conditional })),
    );
  }

  async named(
    tx: Tx,
    subjectId: string,
    { outcome, given }: { readonly outcome: string; readonly given: unknown },
  ): Promise<Result<Named | null>> {
    const referral = await this.referrals.find(tx, subjectId);
    if (referral === undefined || !isCode(PANEL_OUTCOMES, outcome)) return notFound('referral');
    const { names } = PANEL_OUTCOMES[outcome];
    if (names === 'NOTHING') return ok(null);
    if (names === 'REASON') return namedReason(referral, given);
    if (names === 'SUPPORT') {
      if (!mayHaveSupportInstead(referral.type)) return problem('panel.education-owed');
      return this.namedSupport(tx, referral, supportIn(given) ?? {});
    }
    const read = readNamedPlace(subjectId, given, 'As moved');
    const checked = read.ok ? checkDecision(read.value, tx.today) : read;
    if (!checked.ok) return checked;
    const words = await this.words.of(tx, referral, checked.value);
    if (!words.ok) return words;
    const place = namedPlace(checked.value, words.value);
    const beside = supportIn(given);
    if (beside === undefined) return ok(place);
    const support = await this.namedSupport(tx, referral, beside);
    if (!support.ok) return support;
    return ok({ facts: { ...place.facts, ...support.value.facts }, rows: [...place.rows, ...support.value.rows] });
  }

  private async namedSupport(tx: Tx, referral: LockedReferral, given: unknown): Promise<Result<Named>> {
    const read = await this.support.read(tx, referral.schoolOrganisationId, given);
    if (!read.ok) return read;
    return ok({ facts: { support: read.value.named }, rows: [{ label: 'Support', value: read.value.words }] });
  }

  /** The case's lock comes with it, before the decision is written. */
  async about(tx: Tx, carried: readonly CarriedOn[]) {
    const about = new Map<string, object>();
    for (const { subjectId, named } of carried) {
      const referral = await this.referrals.lock(tx, subjectId);
      if (referral === undefined) continue;
      const { policy, latest } = await this.carryOut.restsOn(tx, referral);
      const read = named === null ? undefined : readNamedPlace(subjectId, named, 'As moved');
      const orderId = read?.ok ? await this.carryOut.orderOf(tx, referral, read.value) : null;
      about.set(subjectId, {
        referralId: subjectId,
        policyId: policy?.id ?? null,
        optionsSeen: optionsSeen(latest),
        conditions: { orderId, runId: latest?.runId ?? null },
      });
    }
    return about;
  }

  async decided(tx: Tx, _meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>> {
    for (const item of items) {
      const done = await this.actOn(tx, item);
      if (!done.ok) return done;
    }
    await this.store.drop(
      tx,
      items.map(({ subjectId }) => subjectId),
    );
    return ok();
  }

  /** What goes back after its decision was questioned comes to the next meeting of that panel by itself. */
  async gathers(tx: Tx, { bodyId, kind, heldOn, authorityId }: Meeting): Promise<readonly Omit<NewItem, 'id'>[]> {
    const back = kind === 'PANEL' ? await this.questioned.goingBack(tx, bodyId) : [];
    if (back.length === 0) return [];
    const ids = back.map(({ id }) => id);
    const schools = (await this.store.schoolsOf(tx, ids)).map(({ schoolId }) => schoolId);
    const beside = await this.besideItems.read(tx, authorityId, schools);
    const items: Omit<NewItem, 'id'>[] = [];
    for (const { id, factors } of beside.ok ? back : []) {
      const item = beside.ok ? await this.paper.itemFor(tx, id, { heldOn, beside: beside.value }) : beside;
      // Whatever cannot come by itself waits in the queue.
      if (item.ok) items.push(lookedAtAgain(item.value, becauseWords(factors)));
    }
    return items;
  }

  async added(tx: Tx, meeting: Meeting, items: readonly ItemOfSubject[]): Promise<void> {
    await this.store.addPacks(tx, meeting, items);
    if (meeting.papersSentAt !== null || meeting.status === 'OPEN') await this.papersSent(tx, meeting, items);
  }

  /** From now on the schools see the options, and know that the panel meets on them. */
  async papersSent(tx: Tx, _meeting: Meeting, items: readonly ItemOfSubject[]): Promise<void> {
    const frozen = await this.store.freeze(
      tx,
      items.map(({ itemId }) => itemId),
    );
    for (const { referralId, reference, schoolId } of frozen) {
      const about = { subjectType: 'referral', subjectId: referralId, reference };
      await announce(tx, { kind: 'referral.before-panel', organisationId: schoolId, ...about });
    }
  }

  /** Money and share as they stand now: what was decided since the papers were sent is out of it already. */
  beside(asking: Tx, { authorityId }: Meeting, subjectId: string): Promise<readonly PaperRow[]> {
    return asking.as(serviceActor('panel-room', authorityId, CONSEQUENCES), async (tx) => {
      const referral = await this.referrals.find(tx, subjectId);
      if (referral === undefined) return [];
      const found = await this.besideItems.read(tx, authorityId, [referral.schoolOrganisationId]);
      return found.ok ? moneyRows(referral, found.value) : [];
    });
  }

  async dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>> {
    await this.store.drop(tx, subjectIds);
    return ok();
  }

  href(subjectId: string): string {
    return `/referrals/${subjectId}`;
  }

  private async actOn(tx: Tx, item: DecidedItem): Promise<Result<undefined>> {
    const referral = await this.referrals.lock(tx, item.subjectId);
    if (referral === undefined || !isCode(PANEL_OUTCOMES, item.outcome)) return notFound('referral');
    if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
    const { names } = PANEL_OUTCOMES[item.outcome];
    const granted = await this.grantSupport(tx, referral, item);
    if (!granted.ok) return granted;
    if (names === 'PLACE') return this.offer(tx, referral, item);
    if (names === 'SUPPORT') return this.supportInstead(tx, referral, item);
    const done = names === 'REASON' ? await this.decline(tx, referral, item) : await this.defer(tx, referral, item);
    if (!done.ok) return done;
    const kind = names === 'REASON' ? 'referral.declined' : 'referral.deferred';
    const about = { subjectType: 'referral', subjectId: referral.id, reference: referral.reference };
    await announce(tx, { kind, organisationId: referral.schoolOrganisationId, ...about });
    return ok();
  }

  private async offer(tx: Tx, referral: LockedReferral, item: DecidedItem): Promise<Result<undefined>> {
    const read = readNamedPlace(referral.id, item.named, item.reasons);
    const checked = read.ok ? checkDecision(read.value, tx.today) : read;
    if (!checked.ok) return checked;
    const { policy, latest } = await this.carryOut.restsOn(tx, referral);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const orderId = await this.carryOut.orderOf(tx, referral, { order: null });
    const { decisionId } = item;
    const runId = latest?.runId ?? null;
    const done = await this.carryOut.run(tx, { referral, policy, checked: checked.value, decisionId, orderId, runId });
    return done.ok ? ok() : done;
  }

  /** What the motion named of support, with a place or instead of one; nothing where it named none. */
  private async grantSupport(tx: Tx, referral: LockedReferral, item: DecidedItem): Promise<Result<undefined>> {
    const named = supportIn(item.named);
    if (named === undefined) return ok();
    const summary = await this.referrals.summary(tx, referral.id);
    const read = await this.support.read(tx, referral.schoolOrganisationId, named);
    if (!read.ok) return read;
    if (summary === undefined) return notFound('referral');
    const { decisionId, reasons } = item;
    const done = await this.support.carryOut(tx, summary, { decisionId, reasons, named: read.value.named });
    return done.ok ? ok() : done;
  }

  /** The request is closed with the support that stands for a place. */
  private supportInstead(tx: Tx, referral: LockedReferral, { decisionId, reasons }: DecidedItem) {
    return this.referrals.markDeclined(tx, referral.id, { decisionId, follows: 'SUPPORT', note: reasons });
  }

  private decline(tx: Tx, referral: LockedReferral, item: DecidedItem): Promise<Result<undefined>> {
    const reason = item.named?.reason;
    if (!isCode(DECLINE_REASONS, reason)) return Promise.resolve(invalid('reason', 'choice'));
    const { words, next, follows } = DECLINE_REASONS[reason];
    const note = `${words}. ${item.reasons} ${next}`;
    return this.referrals.markDeclined(tx, referral.id, { decisionId: item.decisionId, follows, note });
  }

  private defer(tx: Tx, referral: LockedReferral, item: DecidedItem): Promise<Result<undefined>> {
    return this.referrals.noteDeferred(tx, referral.id, { note: item.reasons });
  }
}

/** Taken by itself, with why the last decision was questioned; what was said in words may name the child, and stays in the file. */
const lookedAtAgain = (item: Omit<NewItem, 'id'>, because: string): Omit<NewItem, 'id'> => ({
  ...item,
  enBloc: false,
  paper: {
    ...item.paper,
    content: {
      sections: [{ title: 'The last decision was questioned', words: [`${because}.`] }, ...item.paper.content.sections],
    },
  },
});

const supportIn = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'support' in given && given.support !== null
    ? given.support
    : undefined;

function namedReason({ type }: LockedReferral, given: unknown): Result<Named> {
  const reason = typeof given === 'object' && given !== null && 'reason' in given ? given.reason : undefined;
  const known = declineReasonsFor(type).find((key) => key === reason);
  if (known === undefined) return invalid('reason', 'choice');
  const { words, next } = DECLINE_REASONS[known];
  const rows = [
    { label: 'Reason', value: words },
    { label: 'What happens next', value: next },
  ];
  return ok({ facts: { reason: known }, rows });
}
