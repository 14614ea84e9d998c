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
  parseUpn,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { type Answers, StartReferral } from '../../referrals/index.js';
import { type Worry, WorryStore } from '../persistence/worry.store.js';
import { supportPolicy } from '../support.policy.js';
import { type Asked, AskSupport, type RequestGiven } from './ask-support.js';

export interface WorryGiven {
  readonly name: unknown;
  readonly upn: unknown;
  readonly why: unknown;
  readonly lookOn: DateOnly;
}

/**
 * A school's own list of pupils it worries about. People of the school put somebody on it and take them off; nothing else ever
 * does, and nobody else reads it. From it they may ask for support or begin a referral, in their own words.
 */
@Injectable()
export class KeepWorries implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly worries: WorryStore,
    private readonly support: AskSupport,
    private readonly start: StartReferral,
  ) {}

  list(actor: Actor): Promise<Result<readonly Worry[]>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!supportPolicy.canKeepWorries(actor)) return forbidden('worry.keep');
      await tx.audit('worry.list-read', { type: 'organisation', id: actor.organisationId ?? '' });
      return ok(await this.worries.list(tx));
    });
  }

  one(actor: Actor, id: string): Promise<Result<Worry>> {
    return this.locked(actor, id, (_, worry) => Promise.resolve(ok(worry)));
  }

  /** Rules: `name`, `upn`, `why`, `lookOn`. Refused: `worry.exists`. */
  add(actor: Actor, given: WorryGiven): Promise<Result<{ worryId: string }>> {
    const name = cleanText(given.name, { field: 'name', max: 100, required: true });
    if (!name.ok) return Promise.resolve(name);
    const none = given.upn === null || given.upn === undefined || given.upn === '';
    const upn = none ? ok(null) : parseUpn(given.upn, 'upn');
    if (!upn.ok) return Promise.resolve(upn);
    return this.work.inTransaction(actor, async (tx) => {
      if (!supportPolicy.canKeepWorries(actor)) return forbidden('worry.keep');
      const read = readWhy(tx, given);
      if (!read.ok) return read;
      const id = newId();
      await this.worries.add(tx, { id, name: name.value, upn: upn.value?.upn ?? null, ...read.value });
      await tx.audit('worry.added', { type: 'worry', id });
      return ok({ worryId: id });
    });
  }

  /** Rules: `why`, `lookOn`. */
  change(actor: Actor, id: string, given: Pick<WorryGiven, 'why' | 'lookOn'>): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx) => {
      const read = readWhy(tx, given);
      if (!read.ok) return read;
      await this.worries.change(tx, id, read.value);
      await tx.audit('worry.changed', { type: 'worry', id });
      return ok();
    });
  }

  /** Off the list, and gone. */
  remove(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx) => {
      await this.worries.remove(tx, id);
      await tx.audit('worry.removed', { type: 'worry', id });
      return ok();
    });
  }

  /** As `AskSupport.run`, for somebody on the list, who stays on it. */
  ask(actor: Actor, id: string, given: RequestGiven): Promise<Result<Asked>> {
    return this.locked(actor, id, async (tx) => {
      const asked = await this.support.within(tx, given);
      if (asked.ok) await this.worries.led(tx, id, { requestId: asked.value.requestId });
      return asked;
    });
  }

  /** A draft with the number and why, which nobody sees until the school sends it. Refused: `worry.referral-begun`. */
  refer(actor: Actor, id: string): Promise<Result<{ referralId: string }>> {
    return this.locked(actor, id, async (tx, { upn, why, referralId }) => {
      if (referralId !== null) return problem('worry.referral-begun');
      const answers: Answers = { ...(upn === null ? {} : { 'pupil.upn': upn }), 'needs.description': why };
      const begun = await this.start.within(tx, answers);
      if (!begun.ok) return begun;
      await this.worries.led(tx, id, { referralId: begun.value.id });
      return ok({ referralId: begun.value.id });
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!supportPolicy.canKeepWorries(actor)) return [];
    const { count, first } = await this.work.read(actor, (tx) => this.worries.due(tx));
    if (count === 0) return [];
    const title =
      count === 1 ? 'Look again at a pupil on your own list' : `Look again at ${count} pupils on your own list`;
    return [{ title, href: '/worries', kind: 'Support', dueOn: first, detail: 'Only your school sees this list' }];
  }

  private locked<T>(actor: Actor, id: string, act: (tx: Tx, worry: Worry) => Promise<Result<T>>): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const worry = supportPolicy.canKeepWorries(actor) ? await this.worries.lock(tx, id) : undefined;
      return worry === undefined ? notFound('worry') : act(tx, worry);
    });
  }
}

function readWhy(tx: Tx, { why, lookOn }: Pick<WorryGiven, 'why' | 'lookOn'>): Result<Pick<Worry, 'why' | 'lookOn'>> {
  const read = cleanText(why, { field: 'why', max: 1000, multiline: true, required: true });
  if (!read.ok) return read;
  return lookOn < tx.today ? invalid('lookOn', 'too-early', { min: tx.today }) : ok({ why: read.value, lookOn });
}
