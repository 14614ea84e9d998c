import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { type InspectionRule, STARTING_INSPECTION_RULE } from '../domain/diligence.js';
import { DiligenceStore } from '../persistence/diligence.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('inspection_rule_pk', 'inspection-rule.exists');

/** What an authority asks of inspections, by date. What was said is never changed. */
@Injectable()
export class InspectionRules {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DiligenceStore,
  ) {}

  /** The rule that counts today in the actor's authority. */
  async today(actor: Actor): Promise<Result<InspectionRule>> {
    const { authorityId } = actor;
    if (authorityId === null || !procurementPolicy.canManage(actor)) return forbidden('framework.manage');
    const own = await this.work.read(actor, (tx) => this.store.rule(tx, authorityId));
    return ok(own ?? STARTING_INSPECTION_RULE);
  }

  /** From `fromDate` on, today at the earliest. Problem: `inspection-rule.exists` for one of that day. */
  say(actor: Actor, given: InspectionRule & { readonly fromDate: DateOnly }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (authorityId === null || !procurementPolicy.canManage(actor)) return forbidden('framework.manage');
      const read = all([
        cleanText(given.words, { field: 'words', max: 1000, multiline: true, required: true }),
        cleanText(given.source, { field: 'source', max: 500, required: true }),
        given.fromDate < tx.today ? invalid('fromDate', 'not-in-the-past') : ok(''),
        given.grades.length > 20 ? invalid('grades', 'too-many', { max: 20 }) : ok(''),
        ...given.grades.map((grade) => cleanText(grade, { field: 'grades', max: 60, required: true })),
      ]);
      if (!read.ok) return read;
      const [words = '', source = '', , , ...grades] = read.value;
      await this.store.addRule(tx, authorityId, { ...given, words, source, grades });
      await tx.audit('inspection-rule.said', { type: 'authority', id: authorityId }, { fromDate: given.fromDate });
      return ok();
    });
  }
}
