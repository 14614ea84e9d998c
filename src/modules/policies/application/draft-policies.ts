import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  invalidFields,
  may,
  move,
  newId,
  notFound,
  ok,
  problem,
  type Refused,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { readPolicy } from '../domain/policy-document.js';
import { type Difference, differencesOf, draftMoves, rebased, withValue } from '../domain/policy-draft.js';
import { type Policy, PolicyStore } from '../persistence/policy.store.js';
import { type PolicyDraft, PolicyDraftStore } from '../persistence/policy-draft.store.js';

explainConstraint('policy_second_person', 'policy.second-person');
explainConstraint('policy_one_a_day', 'policy.that-day');
explainConstraint('policy_decided', 'policy.not-decided');
explainConstraint('policy_kept', 'policy.stands');
explainConstraint('policy_proposed_stands', 'policy.stands');

/** A draft beside the version that would be in force on its first day. */
export interface DraftView {
  readonly draft: PolicyDraft;
  readonly current: Policy | undefined;
  readonly differences: readonly Difference[];
  /** Why it cannot be put to the board yet; null when it can. */
  readonly notReady: Refused | null;
  readonly today: DateOnly;
}

/** Drafts a new version of the policy from the one in force, until the board decides on it. */
@Injectable()
export class DraftPolicies {
  constructor(
    private readonly work: UnitOfWork,
    private readonly policies: PolicyStore,
    private readonly drafts: PolicyDraftStore,
  ) {}

  list(actor: Actor): Promise<readonly PolicyDraft[]> {
    return this.work.read(actor, (tx) => this.drafts.list(tx));
  }

  view(actor: Actor, id: string): Promise<Result<DraftView>> {
    return this.work.read(actor, async (tx) => {
      const draft = await this.drafts.byId(tx, id);
      if (draft === undefined || draft.status === 'APPROVED') return notFound('policy');
      return ok(await this.viewOf(tx, draft));
    });
  }

  /** A copy of the version that would be in force that day. Problem: `policy.none-yet`. */
  start(actor: Actor, command: { readonly effectiveFrom: DateOnly; readonly why: string }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (authorityId === null || !may(actor, 'policy.draft')) return forbidden('policy.draft');
      const details = checkDetails(tx, command);
      if (!details.ok) return details;
      const current = await this.policies.at(tx, authorityId, command.effectiveFrom);
      if (current === undefined) return problem('policy.none-yet');
      const id = newId();
      const { document } = current;
      await this.drafts.add(tx, { id, authorityId, document, basedOn: current.id, ...details.value });
      await tx.audit('policy.drafted', { type: 'policy', id });
      return ok(id);
    });
  }

  /** From when it would count, and why it is asked for. Problems: `record.changed`, `policy.stands`. */
  describe(
    actor: Actor,
    id: string,
    command: { readonly revision: number; readonly effectiveFrom: DateOnly; readonly why: string },
  ): Promise<Result<undefined>> {
    return this.change(actor, id, command.revision, (tx, draft) => {
      const details = checkDetails(tx, command);
      return details.ok ? ok({ ...draft, ...details.value }) : details;
    });
  }

  /**
   * Changes settings of one part. Faults are those of the part; what other parts lack is told when it is put to the
   * board. Problems: `record.changed`, `policy.stands`.
   */
  changeSettings(
    actor: Actor,
    id: string,
    command: { readonly revision: number; readonly part: string; readonly settings: ReadonlyMap<string, unknown> },
  ): Promise<Result<undefined>> {
    return this.change(actor, id, command.revision, (_tx, draft) => {
      const document = [...command.settings].reduce((at, [path, value]) => withValue(at, path, value), draft.document);
      const read = readPolicy(document);
      const faults = read.ok ? [] : read.problem.fields.filter(({ field }) => field.split('.')[0] === command.part);
      return faults.length > 0 ? invalidFields(faults) : ok({ ...draft, document });
    });
  }

  /** Puts what it changes on top of the version that counts now; the settings that both changed, by their paths. */
  async bringUpToDate(actor: Actor, id: string, revision: number): Promise<Result<readonly string[]>> {
    let clashes: readonly string[] = [];
    const changed = await this.change(actor, id, revision, async (tx, draft) => {
      const latest = await this.policies.at(tx, draft.authorityId, draft.effectiveFrom);
      const base = draft.basedOn === null ? undefined : await this.policies.byId(tx, draft.basedOn);
      if (latest === undefined || base === undefined) return problem('policy.none-yet');
      const { document, both } = rebased(base.document, draft.document, latest.document);
      clashes = both;
      return ok({ ...draft, document, basedOn: latest.id });
    });
    return changed.ok ? ok(clashes) : changed;
  }

  withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.drafting(tx, actor, id);
      if (!found.ok) return found;
      const next = move(draftMoves, found.value.status, 'withdraw');
      if (!next.ok) return problem('policy.stands');
      await this.drafts.setStatus(tx, id, next.value);
      await tx.audit('policy.draft-withdrawn', { type: 'policy', id });
      return ok();
    });
  }

  /** From here on it stands, for the board. Problems: `policy.no-change`, `policy.out-of-date`, `policy.in-the-past`. */
  async propose(tx: Tx, id: string): Promise<Result<DraftView>> {
    const found = await this.drafting(tx, tx.actor, id);
    if (!found.ok) return found;
    const next = move(draftMoves, found.value.status, 'propose');
    if (!next.ok) return problem('policy.stands');
    const view = await this.viewOf(tx, found.value);
    if (view.notReady !== null) return view.notReady;
    await this.drafts.setStatus(tx, id, next.value);
    await tx.audit('policy.proposed', { type: 'policy', id });
    return ok(view);
  }

  /** Not approved, or not reached: a draft again, for whoever drafts. */
  async giveBack(tx: Tx, id: string): Promise<Result<undefined>> {
    const draft = await this.drafts.lock(tx, id);
    if (draft === undefined) return notFound('policy');
    const next = move(draftMoves, draft.status, 'return');
    if (!next.ok) return next;
    await this.drafts.setStatus(tx, id, next.value);
    await tx.audit('policy.given-back', { type: 'policy', id });
    return ok();
  }

  /**
   * Becomes the next version by the board's decision, in force from its date. It never comes into force on a day that
   * has passed, and never undoes what was approved since it was drafted. Problems: those of `propose`.
   */
  async approve(tx: Tx, id: string, decisionId: string): Promise<Result<undefined>> {
    const draft = await this.drafts.lock(tx, id);
    if (draft === undefined) return notFound('policy');
    const next = move(draftMoves, draft.status, 'approve');
    if (!next.ok) return next;
    const { notReady } = await this.viewOf(tx, draft);
    if (notReady !== null) return notReady;
    await this.drafts.approve(tx, draft, decisionId);
    await tx.audit('policy.approved', { type: 'policy', id }, { decision: decisionId });
    return ok();
  }

  private async viewOf(tx: Tx, draft: PolicyDraft): Promise<DraftView> {
    const current = await this.policies.at(tx, draft.authorityId, draft.effectiveFrom);
    const differences = current === undefined ? [] : differencesOf(current.document, draft.document);
    return { draft, current, differences, notReady: notReadyFor(tx, draft, current, differences), today: tx.today };
  }

  private change(
    actor: Actor,
    id: string,
    revision: number,
    work: (tx: Tx, draft: PolicyDraft) => Result<PolicyDraft> | Promise<Result<PolicyDraft>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.drafting(tx, actor, id);
      if (!found.ok) return found;
      if (found.value.status !== 'DRAFT') return problem('policy.stands');
      if (found.value.revision !== revision) return problem('record.changed');
      const changed = await work(tx, found.value);
      if (!changed.ok) return changed;
      await this.drafts.change(tx, changed.value);
      await tx.audit('policy.draft-changed', { type: 'policy', id });
      return ok();
    });
  }

  private async drafting(tx: Tx, actor: Actor, id: string): Promise<Result<PolicyDraft>> {
    const draft = await this.drafts.lock(tx, id);
    if (draft === undefined || draft.authorityId !== actor.authorityId) return notFound('policy');
    if (!may(actor, 'policy.draft')) return forbidden('policy.draft');
    return draft.status === 'APPROVED' || draft.status === 'WITHDRAWN' ? problem('policy.stands') : ok(draft);
  }
}

function checkDetails(
  tx: Tx,
  { effectiveFrom, why }: { readonly effectiveFrom: DateOnly; readonly why: string },
): Result<{ readonly effectiveFrom: DateOnly; readonly why: string }> {
  if (effectiveFrom < tx.today) return invalid('effectiveFrom', 'too-early', { min: tx.today });
  const words = cleanText(why, { field: 'why', max: 4000, multiline: true, required: true });
  return words.ok ? ok({ effectiveFrom, why: words.value }) : words;
}

function notReadyFor(
  tx: Tx,
  draft: PolicyDraft,
  current: Policy | undefined,
  differences: readonly Difference[],
): Refused | null {
  const read = readPolicy(draft.document);
  if (!read.ok) return read;
  if (current === undefined || differences.length === 0) return problem('policy.no-change');
  if (draft.effectiveFrom < tx.today) return problem('policy.in-the-past');
  if (current.effectiveFrom === draft.effectiveFrom) return problem('policy.that-day');
  return current.id === draft.basedOn ? null : problem('policy.out-of-date', { version: current.version });
}
