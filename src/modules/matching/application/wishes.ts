import { Injectable } from '@nestjs/common';
import { inflateRawSync } from 'node:zlib';
import {
  type Actor,
  cleanText,
  forbidden,
  invalid,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Referrals } from '../../referrals/index.js';
import type { ProblemFile } from '../engine/index.js';
import { readProblem } from '../engine/index.js';
import { engineOptionId } from '../domain/problem.js';
import { ResultStore } from '../persistence/result.store.js';
import { RunStore } from '../persistence/run.store.js';
import { type Wish, type WishKind, WishStore } from '../persistence/wish.store.js';
import { RuleCheck } from './rule-check.js';

export const REASON_MAX = 500;

export interface WishCommand {
  readonly referralId: string;
  readonly kind: WishKind;
  /** One to three opening patterns. */
  readonly patternIds: readonly string[];
  readonly reason: string;
}

export const maySeeWishes = (actor: Actor): boolean => may(actor, 'matching.displacement');
export const mayWish = (actor: Actor): boolean => maySeeWishes(actor) && may(actor, 'matching.run');

/** The same option has the same key, in whatever order its places are named. */
export const optionKeyOf = (patternIds: readonly string[]): string => [...new Set(patternIds)].toSorted().join('+');

/** Options that a person wants kept or kept out when looking what would follow. They change no proposal and no decision. */
@Injectable()
export class Wishes {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: WishStore,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
    private readonly rules: RuleCheck,
    private readonly referrals: Referrals,
  ) {}

  /**
   * Refused, with nothing changed: `referral.not-found`, `referral.not-waiting`, `input.invalid` (the reason),
   * `matching.not-offered`, `matching.rule-failed` (facts `rules`), `matching.wish-stands` (the same option already, or
   * another pin), `matching.pins-clash` (all pins together would take more of something than there is).
   */
  make(actor: Actor, command: WishCommand): Promise<Result<string>> {
    return this.work.inTransaction<string>(actor, async (tx) => {
      const { authorityId, userId } = actor;
      const referral = await this.referrals.lock(tx, command.referralId);
      if (referral === undefined || referral.authorityId !== authorityId) return notFound('referral');
      if (!mayWish(actor) || userId === null) return forbidden('matching.displacement');
      if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
      const reason = cleanText(command.reason, { max: REASON_MAX, multiline: false });
      if (!reason.ok || reason.value === '') return invalid('reason', reason.ok ? 'required' : 'text');
      const { referralId, kind, patternIds } = command;
      const checked = await this.rules.recheck(tx, { authorityId, referralId, patternIds, waivers: [] });
      if (!checked.ok) return checked;
      const wish = { authorityId, referralId, kind, optionKey: optionKeyOf(patternIds), madeBy: userId };
      const standing = await this.store.live(tx, authorityId);
      if (stands(standing, wish)) return problem('matching.wish-stands');
      if (kind === 'PIN' && (await this.clash(tx, authorityId, [...standing, wish]))) {
        return problem('matching.pins-clash');
      }
      const id = await this.store.add(tx, { ...wish, places: checked.value.places, reason: reason.value });
      await tx.audit('matching.wished', { type: 'matching_wish', id, referralId }, { kind });
      return ok(id);
    });
  }

  undo(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!maySeeWishes(actor)) return notFound('wish');
      if (!mayWish(actor) || actor.userId === null) return forbidden('matching.displacement');
      const referralId = await this.store.undo(tx, id, actor.userId);
      if (referralId === undefined) return notFound('wish');
      await tx.audit('matching.wish-undone', { type: 'matching_wish', id, referralId });
      return ok();
    });
  }

  /** Those that stand now; none for whoever may not see them. */
  list(actor: Actor): Promise<readonly Wish[]> {
    const { authorityId } = actor;
    if (authorityId === null || !maySeeWishes(actor)) return Promise.resolve([]);
    return this.work.read(actor, (tx) => this.store.live(tx, authorityId));
  }

  /** Whether the pins together ask for more than there is, by the problem of the newest result. */
  private async clash(tx: Tx, authorityId: string, wishes: readonly Asked[]): Promise<boolean> {
    const run = await this.runs.latestFinished(tx, authorityId);
    const file = run && (await this.results.exchange(tx, run.id));
    if (file === undefined) return false;
    const posed = JSON.parse(inflateRawSync(file).toString('utf8')) as ProblemFile;
    const known = new Set(posed.options.map(({ id }) => id));
    const pinned = wishes
      .filter(({ kind }) => kind === 'PIN')
      .map(({ referralId, optionKey }) => engineOptionId(referralId, { id: optionKey }))
      .filter((id) => known.has(id));
    return !readProblem({ ...posed, pinned }).ok;
  }
}

type Asked = Pick<Wish, 'referralId' | 'kind' | 'optionKey'>;

const stands = (standing: readonly Asked[], wish: Asked): boolean =>
  standing.some(
    (one) =>
      one.referralId === wish.referralId &&
      (one.optionKey === wish.optionKey || (one.kind === 'PIN' && wish.kind === 'PIN')),
  );
