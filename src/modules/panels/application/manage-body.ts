import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  newId,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { BodyKind, QuorumRule } from '../domain/body.js';
import { type Body, BodyStore, type Constituency, type Member, type NewSeat } from '../persistence/body.store.js';
import { panelsPolicy } from '../panels.policy.js';

explainConstraint('body_name_once', 'body.name-taken');
explainConstraint('body_rule_pk', 'body.rule-that-day');
explainConstraint('body_member_one_seat', 'body.seat-taken');
explainConstraint('body_member_one_chair', 'body.chair-taken');
explainConstraint('body_member_constituency', 'body.no-constituency');
explainConstraint('body_member_user', 'person.not-found');
explainConstraint('body_member_organisation', 'organisation.not-found');
explainConstraint('body_member_trust', 'organisation.not-found');
explainConstraint('body_member_deputy', 'member.not-found');

export interface NewBody {
  readonly kind: BodyKind;
  readonly name: string;
  readonly power: string;
  readonly constituencies: readonly Constituency[];
  readonly rule: QuorumRule;
  readonly ruleFrom: DateOnly;
}

export interface BodyView {
  readonly body: Body;
  readonly members: readonly Member[];
  readonly rule: QuorumRule | undefined;
  readonly candidates: readonly { readonly id: string; readonly name: string }[];
}

/** Sets bodies up, appoints their members for a term, and changes what makes a quorum from a date on. */
@Injectable()
export class ManageBody {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: BodyStore,
  ) {}

  /** Problem: `body.name-taken`. */
  found(actor: Actor, command: NewBody): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (authorityId === null || !panelsPolicy.canFound(actor, command.kind)) return forbidden('body.manage');
      const name = cleanText(command.name, { field: 'name', max: 120, required: true });
      if (!name.ok) return name;
      const power = cleanText(command.power, { field: 'power', max: 500, required: true, multiline: true });
      if (!power.ok) return power;
      const checked = checkRule(command.rule, command.constituencies);
      if (!checked.ok) return checked;
      const { kind, constituencies } = command;
      const body = { id: newId(), authorityId, kind, name: name.value, power: power.value, constituencies };
      await this.store.add(tx, body);
      await this.store.addRule(tx, body, command.ruleFrom, command.rule);
      await tx.audit('body.founded', { type: 'body', id: body.id }, { kind });
      return ok(body.id);
    });
  }

  /** Meetings held from the day on need this quorum; earlier ones keep theirs. Problem: `body.rule-that-day`. */
  changeRule(actor: Actor, bodyId: string, rule: QuorumRule, from: DateOnly): Promise<Result<undefined>> {
    return this.change(actor, bodyId, async (tx, body) => {
      const checked = checkRule(rule, body.constituencies);
      if (!checked.ok) return checked;
      await this.store.addRule(tx, body, from, rule);
      await tx.audit('body.rule-changed', { type: 'body', id: bodyId }, { from });
      return ok();
    });
  }

  /** Problems: `body.seat-taken`, `body.chair-taken`, `person.not-found`. */
  appoint(actor: Actor, bodyId: string, seat: NewSeat): Promise<Result<string>> {
    return this.change(actor, bodyId, async (tx, body) => {
      if (seat.toDate < seat.fromDate) return invalid('toDate', 'ends-before-start');
      if (seat.deputyFor !== null && seat.office !== 'MEMBER') return invalid('office', 'deputy-is-member');
      const id = newId();
      await this.store.addMember(tx, body, id, seat);
      await tx.audit('body.member-appointed', { type: 'body', id: bodyId }, { member: id, office: seat.office });
      return ok(id);
    });
  }

  endTerm(actor: Actor, bodyId: string, memberId: string, lastDay: DateOnly): Promise<Result<undefined>> {
    return this.change(actor, bodyId, async (tx) => {
      const members = await this.store.members(tx, bodyId);
      if (!members.some(({ id }) => id === memberId)) return notFound('member');
      if ((await this.store.endTerm(tx, bodyId, memberId, lastDay)) === 0) return invalid('lastDay', 'outside-term');
      await tx.audit('body.term-ended', { type: 'body', id: bodyId }, { member: memberId, lastDay });
      return ok();
    });
  }

  ofKind(actor: Actor, kind: BodyKind): Promise<readonly Body[]> {
    return this.work.read(actor, (tx) => this.store.ofKind(tx, kind));
  }

  view(actor: Actor, bodyId: string): Promise<Result<BodyView>> {
    return this.work.read(actor, async (tx) => {
      const body = await this.store.byId(tx, bodyId);
      if (body === undefined) return notFound('body');
      return ok({
        body,
        members: await this.store.members(tx, bodyId),
        rule: await this.store.ruleAt(tx, bodyId, tx.today),
        candidates: panelsPolicy.canManage(actor, body) ? await this.store.candidates(tx, body.kind) : [],
      });
    });
  }

  private change<T>(
    actor: Actor,
    bodyId: string,
    work: (tx: Tx, body: Body) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const body = await this.store.byId(tx, bodyId);
      if (body === undefined) return notFound('body');
      return panelsPolicy.canManage(actor, body) ? work(tx, body) : forbidden('body.manage');
    });
  }
}

/** Each part of a quorum names a constituency that votes, or it could never be met. */
function checkRule(rule: QuorumRule, constituencies: readonly Constituency[]): Result<undefined> {
  const voting = new Set(constituencies.filter(({ votes }) => votes).map(({ code }) => code));
  if (rule.parts.some(({ constituency }) => !voting.has(constituency))) return invalid('parts', 'not-voting');
  if (rule.leastCounting < 1) return invalid('leastCounting', 'too-small', { min: 1 });
  return ok();
}
