import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  forbidden,
  invalid,
  newId,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { type FrameworkSummary, FrameworkStore } from '../persistence/framework.store.js';
import { type Condition, ConditionStore } from '../persistence/condition.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('framework_condition_number_once', 'condition.number-taken');
explainConstraint('framework_condition_fixed', 'condition.fixed');

/** The conditions of membership of a framework: of all its lots, or of one. */
@Injectable()
export class ManageConditions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly frameworks: FrameworkStore,
    private readonly store: ConditionStore,
  ) {}

  /**
   * Problems: `condition.number-taken`; `condition.fixed` once a round of a dynamic market has been published
   * (Procurement Act 2023, section 36).
   */
  add(actor: Actor, frameworkId: string, given: Omit<Condition, 'id'>): Promise<Result<string>> {
    return this.change(actor, frameworkId, async (tx, framework) => {
      const read = checkCondition(given, framework);
      if (!read.ok) return read;
      const id = newId();
      await this.store.add(tx, framework, { id, ...read.value });
      await tx.audit('condition.added', { type: 'framework', id: frameworkId }, { number: given.number });
      return ok(id);
    });
  }

  /** Problem: `condition.fixed`. */
  remove(actor: Actor, frameworkId: string, conditionId: string): Promise<Result<undefined>> {
    return this.change(actor, frameworkId, async (tx) => {
      const removed = await this.store.remove(tx, frameworkId, conditionId);
      if (removed === 0) return notFound('condition');
      await tx.audit('condition.removed', { type: 'framework', id: frameworkId });
      return ok();
    });
  }

  private change<T>(
    actor: Actor,
    frameworkId: string,
    work: (tx: Tx, framework: FrameworkSummary) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const framework = await this.frameworks.byId(tx, frameworkId);
      if (framework === undefined) return notFound('framework');
      if (!procurementPolicy.canChange(actor, framework)) return forbidden('framework.manage');
      return work(tx, framework);
    });
  }
}

function checkCondition(given: Omit<Condition, 'id'>, framework: FrameworkSummary): Result<Omit<Condition, 'id'>> {
  const known = given.lotId === null || framework.lots.some(({ id }) => id === given.lotId);
  const read = all<string>([
    cleanText(given.title, { field: 'title', max: 120, required: true }),
    cleanText(given.requirement, { field: 'requirement', max: 2000, multiline: true, required: true }),
    cleanText(given.evidence ?? '', { field: 'evidence', max: 500 }),
    Number.isInteger(given.number) && given.number >= 1 && given.number <= 200 ? ok('') : invalid('number', 'number'),
    known ? ok('') : invalid('lotId', 'choice'),
  ]);
  if (!read.ok) return read;
  const [title = '', requirement = '', evidence = ''] = read.value;
  return ok({ ...given, title, requirement, evidence: evidence === '' ? null : evidence });
}
