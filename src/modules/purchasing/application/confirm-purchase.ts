import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  financialYear,
  financialYearDates,
  forbidden,
  may,
  minDate,
  daysBetween,
  notFound,
  ok,
  pence,
  problem,
  type Result,
  splitLast,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { PurchaseCommitments, type YearOfPurchase } from '../../budget/index.js';
import { announce } from '../../notifications/index.js';
import { PurchaseStore, type SchoolPurchase } from '../persistence/purchase.store.js';
import { ForAuthority } from './acting.js';

/** The authority has read what a school bought; what the policy pays towards it is committed then. */
@Injectable()
export class ConfirmPurchase {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly commitments: PurchaseCommitments,
    private readonly purchases: PurchaseStore,
  ) {}

  /** Refused: `purchase.moved-on`, `budget.*`, field `words`. */
  async confirm(actor: Actor, id: string, given: string | null): Promise<Result<undefined>> {
    const words = cleanText(given, { field: 'words', max: 2000, multiline: true });
    const seen = await this.work.read(actor, (tx) => this.purchases.byId(tx, id));
    if (seen === undefined) return notFound('school-purchase');
    if (!may(actor, 'purchase.approve') || seen.schoolId === actor.organisationId) return forbidden('purchase.approve');
    if (!words.ok) return words;
    return this.work.inTransaction(await this.authority.actor(actor, seen.authorityId), async (tx) => {
      const purchase = await this.purchases.lock(tx, id);
      if (purchase?.status !== 'RECORDED') return problem('purchase.moved-on');
      await this.purchases.confirm(tx, id, words.value);
      const committed = await this.commit(tx, purchase);
      if (!committed.ok) return committed;
      await tx.audit(
        'school-purchase.confirmed',
        { type: 'school-purchase', id },
        { subsidyPence: purchase.subsidyPence },
      );
      const about = { subjectType: 'school-purchase', subjectId: id, reference: purchase.reference };
      await announce(tx, { kind: 'purchase.confirmed', organisationId: purchase.schoolId, ...about });
      return ok();
    });
  }

  /** By the school: it did not come to be. What the fund had committed is let go. */
  async cancel(actor: Actor, id: string, given: string): Promise<Result<undefined>> {
    const seen = await this.work.read(actor, (tx) => this.purchases.byId(tx, id));
    if (seen === undefined) return notFound('school-purchase');
    if (!may(actor, 'purchase.make') || seen.schoolId !== actor.organisationId) return forbidden('purchase.make');
    const words = cleanText(given, { field: 'words', max: 2000, multiline: true, required: true });
    if (!words.ok) return words;
    return this.work.inTransaction(await this.authority.actor(actor, seen.authorityId), async (tx) => {
      const purchase = await this.purchases.lock(tx, id);
      if (purchase === undefined || purchase.status === 'CANCELLED') return problem('purchase.moved-on');
      await this.purchases.cancel(tx, id, words.value);
      const voided = await this.commitments.voidRest(tx, id, 'purchase.cancelled', () => pence(0));
      if (!voided.ok) return voided;
      await tx.audit('school-purchase.cancelled', { type: 'school-purchase', id }, { voidedPence: voided.value });
      return ok();
    });
  }

  private commit(tx: Tx, purchase: SchoolPurchase): Promise<Result<undefined>> {
    if (purchase.subsidyPence === 0 || purchase.fund === null) return Promise.resolve(ok());
    return this.commitments.commit(tx, {
      authorityId: purchase.authorityId,
      subjectId: purchase.id,
      reference: `Subsidy of ${purchase.reference}`,
      href: `/purchases/${purchase.id}`,
      fund: purchase.fund,
      years: subsidyByYear(purchase),
    });
  }
}

/** By the calendar days in each financial year; the last one takes the remainder. */
export function subsidyByYear(
  purchase: Pick<SchoolPurchase, 'startsOn' | 'endsOn' | 'subsidyPence'>,
): YearOfPurchase[] {
  const { startsOn, endsOn, subsidyPence } = purchase;
  const years: { financialYear: string; from: typeof startsOn; to: typeof endsOn }[] = [];
  for (let from = startsOn; from <= endsOn;) {
    const label = financialYear(from);
    const { endsOn: last } = financialYearDates(label);
    const to = minDate(endsOn, last);
    years.push({ financialYear: label, from, to });
    from = addDays(to, 1);
  }
  const shares = splitLast(
    subsidyPence,
    years.map(({ from, to }) => daysBetween(from, to) + 1),
  );
  return years.map((year, at) => ({ ...year, pence: shares[at] ?? pence(0) }));
}
