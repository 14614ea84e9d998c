import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  forbidden,
  formatDate,
  invalid,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announceAll } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import { BetweenSides, type LockedStay } from '../../placements/index.js';
import { Policies } from '../../policies/index.js';
import { Referrals } from '../../referrals/index.js';
import {
  ATTENDANCE_BANDS,
  type AttendanceBand,
  checksAfter,
  checkStep,
  completedOn,
  isStepBack,
  type Step,
  STEP_KINDS,
} from '../domain/steps.js';
import { type Check, type Reintegration, ReintegrationStore } from '../persistence/reintegration.store.js';

export interface PlanCommand {
  readonly placementId: string;
  /** Empty for the pupil's own school. */
  readonly urn: unknown;
  readonly lead: unknown;
}

export interface CheckCommand {
  readonly weeks: number;
  readonly stillThere: unknown;
  readonly attendance: unknown;
  readonly note: unknown;
}

type Locked = LockedStay & { readonly plan: Reintegration };

/**
 * A pupil's way back to a mainstream school by steps, planned and recorded by school or authority beside the placement, whose
 * half days shrink by its own changes. Locks: case, placement.
 */
@Injectable()
export class Reintegrate {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sides: BetweenSides,
    private readonly store: ReintegrationStore,
    private readonly organisations: Organisations,
    private readonly policies: Policies,
    private readonly referrals: Referrals,
  ) {}

  /** Refused: fields; `reintegration.exists`, `reintegration.placement-over`. */
  plan(actor: Actor, command: PlanCommand): Promise<Result<{ reintegrationId: string }>> {
    const lead = cleanText(command.lead, { field: 'lead', max: 120, required: true });
    if (!lead.ok) return Promise.resolve(lead);
    return this.sides.run(actor, command.placementId, async (tx, { placement, referral, side }) => {
      if (side.party === 'PROVIDER') return forbidden('reintegration.plan');
      const schoolId = await this.schoolOf(tx, command.urn, placement.schoolOrganisationId);
      if (!schoolId.ok) return schoolId;
      const { authorityId } = placement;
      const one = { id: newId(), placementId: placement.id, authorityId, schoolId: schoolId.value, lead: lead.value };
      await this.store.add(tx, one);
      await tx.audit('reintegration.planned', { type: 'reintegration', id: one.id, referralId: referral.id });
      await this.referrals.note(tx, referral.id, {
        event: 'REINTEGRATION_PLANNED',
        note: 'The way back to school is planned',
      });
      await this.tell(tx, placement, one.id, 'reintegration.planned');
      return ok({ reintegrationId: one.id });
    });
  }

  /** Before the form is shown: whether the actor may see the placement and is of school or authority. */
  mayPlan(actor: Actor, placementId: string): Promise<Result<undefined>> {
    return this.sides.run(actor, placementId, (_, { side }) =>
      Promise.resolve(side.party === 'PROVIDER' ? forbidden('reintegration.plan') : ok()),
    );
  }

  /** Refused: fields; `reintegration.settled`, `reintegration.clash` while the provision teaches in one of its half days. */
  addStep(actor: Actor, id: string, given: Step): Promise<Result<{ number: number }>> {
    return this.by(actor, id, async (tx, { plan, placement, referral }) => {
      const why = cleanText(given.reason ?? '', { field: 'reason', max: 1000, multiline: true });
      if (!why.ok) return why;
      const step = { ...given, reason: why.value || null };
      const steps = await this.store.steps(tx, id);
      const before = steps.at(-1);
      const checked = checkStep(step, before);
      if (!checked.ok) return checked;
      if (before !== undefined && before.until >= step.from) {
        await this.store.cut(tx, id, before.number, addDays(step.from, -1));
      }
      const number = (before?.number ?? 0) + 1;
      await this.store.addStep(tx, plan, number, step);
      const back = isStepBack(step, before);
      const facts = { number, kind: step.kind, back: back ? 1 : 0 };
      await tx.audit('reintegration.step-added', { type: 'reintegration', id, referralId: referral.id }, facts);
      const words = `${STEP_KINDS[step.kind]} from ${formatDate(step.from)}${back ? ', a step back' : ''}`;
      await this.referrals.note(tx, referral.id, { event: 'REINTEGRATION_STEP', note: words });
      await this.tell(tx, placement, id, 'reintegration.step');
      return ok({ number });
    });
  }

  /** All half days are at the school. Refused: `reintegration.not-whole`, `reintegration.not-begun`, `reintegration.settled`. */
  complete(actor: Actor, id: string): Promise<Result<{ checks: readonly Pick<Check, 'weeks' | 'dueOn'>[] }>> {
    return this.by(actor, id, async (tx, { plan, placement, referral }) => {
      const done = completedOn((await this.store.steps(tx, id)).at(-1), tx.today);
      if (!done.ok) return done;
      const policy = await this.policies.at(tx, plan.authorityId, tx.today);
      if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
      const { reintegrationFirstCheckWeeks, reintegrationSecondCheckWeeks } = policy.document.clocks;
      const checks = checksAfter(done.value, [reintegrationFirstCheckWeeks, reintegrationSecondCheckWeeks]);
      await this.store.settle(tx, id, { status: 'COMPLETED', on: done.value, reason: null });
      await this.store.addChecks(tx, plan, checks);
      await tx.audit('reintegration.completed', { type: 'reintegration', id, referralId: referral.id });
      const note = `Back at school for all half days from ${formatDate(done.value)}`;
      await this.referrals.note(tx, referral.id, { event: 'REINTEGRATION_COMPLETED', note });
      await this.tell(tx, placement, id, 'reintegration.completed');
      return ok({ checks });
    });
  }

  /** It is given up, with a reason. */
  stop(actor: Actor, id: string, given: unknown): Promise<Result<undefined>> {
    const reason = cleanText(given, { field: 'reason', max: 1000, multiline: true, required: true });
    if (!reason.ok) return Promise.resolve(reason);
    return this.by(actor, id, async (tx, { referral, placement }) => {
      await this.store.settle(tx, id, { status: 'STOPPED', on: tx.today, reason: reason.value });
      await tx.audit('reintegration.stopped', { type: 'reintegration', id, referralId: referral.id });
      await this.tell(tx, placement, id, 'reintegration.stopped');
      return ok();
    });
  }

  /** Refused: fields; `reintegration.no-check`, `reintegration.too-early`, `reintegration.found`. */
  check(actor: Actor, id: string, command: CheckCommand): Promise<Result<undefined>> {
    const { stillThere, attendance, weeks } = command;
    if (typeof stillThere !== 'boolean') return Promise.resolve(invalid('stillThere', 'choose-one'));
    const band = typeof attendance === 'string' && Object.hasOwn(ATTENDANCE_BANDS, attendance) ? attendance : null;
    if (stillThere && band === null) return Promise.resolve(invalid('attendance', 'choose-one'));
    const note = cleanText(command.note, { field: 'note', max: 1000, multiline: true });
    if (!note.ok) return Promise.resolve(note);
    return this.locked(actor, id, async (tx, { referral }) => {
      const due = (await this.store.checks(tx, id)).find((one) => one.weeks === weeks);
      if (due === undefined) return problem('reintegration.no-check');
      if (due.stillThere !== null) return problem('reintegration.found');
      if (due.dueOn > tx.today) return problem('reintegration.too-early', { from: due.dueOn });
      const found = {
        weeks,
        stillThere,
        attendance: stillThere ? (band as AttendanceBand) : null,
        note: note.value || null,
      };
      await this.store.found(tx, id, found);
      await tx.audit('reintegration.checked', { type: 'reintegration', id, referralId: referral.id }, { weeks });
      return ok();
    });
  }

  private by<T>(actor: Actor, id: string, act: (tx: Tx, locked: Locked) => Promise<Result<T>>): Promise<Result<T>> {
    return this.locked(actor, id, async (tx, locked) =>
      locked.plan.status === 'UNDER_WAY' ? act(tx, locked) : problem('reintegration.settled'),
    );
  }

  private async locked<T>(
    actor: Actor,
    id: string,
    act: (tx: Tx, locked: Locked) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const seen = await this.work.read(actor, (tx) => this.store.find(tx, id));
    if (seen === undefined) return notFound('reintegration');
    return this.sides.run(actor, seen.placementId, async (tx, stay) => {
      if (stay.side.party === 'PROVIDER') return forbidden('reintegration.plan');
      const plan = await this.store.find(tx, id);
      return plan ? act(tx, { ...stay, plan }) : notFound('reintegration');
    });
  }

  /** A pupil who was excluded goes back to another school than that which asked for the place. */
  private async schoolOf(tx: Tx, urn: unknown, own: string): Promise<Result<string>> {
    if (urn === null || urn === undefined || urn === '') return ok(own);
    const school = typeof urn === 'string' ? await this.organisations.byUrn(tx, urn.trim()) : undefined;
    return school ? ok(school.id) : invalid('urn', 'not-found');
  }

  private async tell(
    tx: Tx,
    placement: LockedStay['placement'],
    id: string,
    kind: 'reintegration.planned' | 'reintegration.step' | 'reintegration.completed' | 'reintegration.stopped',
  ): Promise<void> {
    const { reference } = placement;
    const about = { kind, subjectType: 'reintegration', subjectId: id, reference };
    const everybody = [...new Set(await this.sides.everybody(tx, placement))];
    await announceAll(
      tx,
      everybody.map((organisationId) => ({ ...about, organisationId })),
    );
  }
}
