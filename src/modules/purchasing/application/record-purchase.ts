import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  daysBetween,
  type FieldFault,
  forbidden,
  invalid,
  invalidFields,
  ok,
  type Pence,
  pence,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { fundingOf, Policies } from '../../policies/index.js';
import { Procurement, TermsOfCallOff } from '../../procurement/index.js';
import { type Assurance, ASSURANCE_CODES } from '../domain/assurance.js';
import { type SubsidyRule, subsidyOf } from '../domain/subsidy.js';
import { type NewPurchase, PurchaseStore } from '../persistence/purchase.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { FindSellers, type Seller } from './find-sellers.js';

/** What a school buys for, in the kinds of referral whose shares the policy sets. Nobody buys for a permanent exclusion. */
export const PURPOSES = {
  PREVENTATIVE_EARLY: 'Early help',
  PREVENTATIVE_DUAL: 'Instead of exclusion',
  OFF_SITE_DIRECTION: 'Off-site direction',
} as const;
export type Purpose = keyof typeof PURPOSES;

export interface PurchaseCommand {
  /** A provider that the service knows; null with `providerName` for one that it does not. */
  readonly providerId: string | null;
  readonly providerName: string | null;
  readonly pupilReference: string;
  readonly purpose: Purpose;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly days: number;
  readonly dayPence: Pence;
  readonly orderReference: string;
  readonly orderAuthorisedBy: string;
  readonly assured: readonly Assurance[];
  readonly reason: string | null;
  /** The school has read that buying outside the framework is its own risk. */
  readonly warned: boolean;
}

const LONGEST_DAYS = 730;
const EARLIEST_DAYS = 366;

/** From whom, and under which admission; null but on a framework. */
type Bought = Pick<Seller, 'id' | 'name' | 'supplyRoute'> & { readonly admissionId: string | null };

/**
 * A school buys a place itself. Nobody stops it: outside the framework, or where nothing may be called off, it is warned,
 * what it checked is kept, the authority is told, and the policy says whether it still pays its part.
 */
@Injectable()
export class RecordPurchase {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly sellers: FindSellers,
    private readonly policies: Policies,
    private readonly procurement: Procurement,
    private readonly terms: TermsOfCallOff,
    private readonly purchases: PurchaseStore,
  ) {}

  /** Refused: fields (`warned` and `reason` outside the framework); `purchase.recorded-already`. */
  async run(actor: Actor, command: PurchaseCommand): Promise<Result<string>> {
    const { authorityId, organisationId: schoolId } = actor;
    if (!purchasingPolicy.canBuy(actor) || authorityId === null || schoolId === null) return forbidden('purchase.make');
    return this.work.inTransaction(await this.authority.actor(actor, authorityId), async (tx) => {
      if (!(await this.sellers.isSchool(tx, schoolId))) return forbidden('purchase.make');
      const checked = checkPurchase(command, tx.today);
      if (!checked.ok) return checked;
      const seller = await this.sellerOf(tx, authorityId, checked.value);
      if (!seller.ok) return seller;
      const outside = outsideFaults(seller.value, checked.value);
      if (outside.length > 0) return invalidFields(outside);
      const bought = await this.purchase(tx, { authorityId, schoolId }, checked.value, seller.value);
      const id = await this.purchases.add(tx, bought);
      await this.tell(tx, id, bought);
      return ok(id);
    });
  }

  /** What is kept of it, with the authority's part as the policy of today has it. */
  private async purchase(
    tx: Tx,
    who: { readonly authorityId: string; readonly schoolId: string },
    command: PurchaseCommand,
    seller: Bought,
  ): Promise<NewPurchase> {
    const policy = await this.policies.at(tx, who.authorityId, tx.today);
    const funding = policy && fundingOf(policy.document, command.purpose);
    const totalPence = pence(command.dayPence * command.days);
    const rule: SubsidyRule | undefined =
      policy && funding
        ? { basisPoints: funding.highNeedsBasisPoints, offFramework: policy.document.purchasing.offFrameworkSubsidy }
        : undefined;
    const offFramework = seller.supplyRoute === 'OFF_FRAMEWORK';
    const subsidy = subsidyOf({ totalPence, offFramework }, rule);
    const { pupilReference, purpose, startsOn, endsOn, days, dayPence, orderReference, orderAuthorisedBy } = command;
    return {
      ...who,
      providerId: seller.id,
      providerName: seller.name,
      supplyRoute: seller.supplyRoute,
      admissionId: seller.admissionId,
      termsId: seller.admissionId === null ? null : await this.terms.asTheyStand(tx, seller.admissionId),
      pupilReference,
      purpose,
      startsOn,
      endsOn,
      days,
      dayPence,
      totalPence,
      orderReference,
      orderAuthorisedBy,
      assured: command.assured,
      reason: offFramework ? command.reason : null,
      policyId: policy?.id ?? null,
      fund: subsidy.pence > 0 ? (funding?.fund ?? null) : null,
      subsidyBasisPoints: subsidy.basisPoints,
      subsidyPence: subsidy.pence,
      subsidyReason: subsidy.reason,
    };
  }

  private async sellerOf(tx: Tx, authorityId: string, command: PurchaseCommand): Promise<Result<Bought>> {
    if (command.providerId === null) {
      if (command.providerName === null) return invalid('providerId', 'required');
      return ok({ id: null, name: command.providerName, supplyRoute: 'OFF_FRAMEWORK', admissionId: null });
    }
    const seller = await this.sellers.one(tx, { authorityId, providerId: command.providerId, on: command.startsOn });
    if (seller === undefined) return invalid('providerId', 'choice');
    if (seller.supplyRoute !== 'FRAMEWORK') return ok({ ...seller, admissionId: null });
    for (const admissionId of seller.admissionIds) {
      const callOff = await this.procurement.checkCallOff(tx, admissionId, null, command.startsOn);
      if (callOff.ok) return ok({ ...seller, admissionId });
    }
    return ok({ ...seller, supplyRoute: 'OFF_FRAMEWORK', admissionId: null });
  }

  private async tell(tx: Tx, id: string, bought: NewPurchase): Promise<void> {
    const reference = (await this.purchases.byId(tx, id))?.reference ?? '';
    const outside = bought.supplyRoute === 'OFF_FRAMEWORK';
    const facts = { route: bought.supplyRoute, assured: [...bought.assured], subsidy: bought.subsidyReason };
    await tx.audit('school-purchase.recorded', { type: 'school-purchase', id }, facts);
    const { organisationId } = await this.authority.commissioner(tx, bought.authorityId);
    if (organisationId === null) return;
    const kind = outside ? 'purchase.off-framework' : 'purchase.recorded';
    await announce(tx, { kind, organisationId, subjectType: 'school-purchase', subjectId: id, reference });
  }
}

function checkPurchase(command: PurchaseCommand, today: DateOnly): Result<PurchaseCommand> {
  const text = (
    field: 'pupilReference' | 'orderReference' | 'orderAuthorisedBy' | 'providerName' | 'reason',
    max: number,
  ) => cleanText(command[field], { field, max, multiline: field === 'reason' });
  const cleaned = {
    pupilReference: text('pupilReference', 40),
    orderReference: text('orderReference', 60),
    orderAuthorisedBy: text('orderAuthorisedBy', 120),
    providerName: text('providerName', 200),
    reason: text('reason', 2000),
  };
  const required = ['pupilReference', 'orderReference', 'orderAuthorisedBy'] as const;
  const longest = daysBetween(command.startsOn, command.endsOn) + 1;
  const faults: FieldFault[] = [
    ...Object.values(cleaned).flatMap((one) => (one.ok ? [] : one.problem.fields)),
    ...required.flatMap((field) =>
      cleaned[field].ok && cleaned[field].value === '' ? [{ field, rule: 'required' }] : [],
    ),
    ...(Object.hasOwn(PURPOSES, command.purpose) ? [] : [{ field: 'purpose', rule: 'choice' }]),
    ...(command.assured.every((one) => ASSURANCE_CODES.includes(one)) ? [] : [{ field: 'assured', rule: 'choice' }]),
    ...(command.endsOn < command.startsOn ? [{ field: 'endsOn', rule: 'ends-before-start' }] : []),
    ...(longest > LONGEST_DAYS ? [{ field: 'endsOn', rule: 'block-too-long' }] : []),
    ...(command.startsOn < addDays(today, -EARLIEST_DAYS) ? [{ field: 'startsOn', rule: 'purchase-too-old' }] : []),
    ...(['startsOn', 'endsOn'] as const).flatMap((field) =>
      command[field] > addDays(today, LONGEST_DAYS) ? [{ field, rule: 'purchase-too-far' }] : [],
    ),
    ...(longest >= 1 && (!Number.isInteger(command.days) || command.days < 1 || command.days > longest)
      ? [{ field: 'days', rule: 'number', facts: { min: 1, max: longest } }]
      : []),
    ...(command.dayPence < 1 || command.dayPence > 10_000_000 ? [{ field: 'dayPence', rule: 'money' }] : []),
  ];
  if (faults.length > 0) return invalidFields(faults);
  const value = (field: keyof typeof cleaned): string => (cleaned[field].ok ? cleaned[field].value : '');
  const orNull = (field: keyof typeof cleaned): string | null => value(field) || null;
  return ok({
    ...command,
    pupilReference: value('pupilReference'),
    orderReference: value('orderReference'),
    orderAuthorisedBy: value('orderAuthorisedBy'),
    providerName: orNull('providerName'),
    reason: orNull('reason'),
    assured: ASSURANCE_CODES.filter((code) => command.assured.includes(code)),
  });
}

/** Outside the framework the school says why, and that it knows what it does. */
function outsideFaults({ supplyRoute }: Bought, { reason, warned }: PurchaseCommand): FieldFault[] {
  if (supplyRoute !== 'OFF_FRAMEWORK') return [];
  return [
    ...(reason === null ? [{ field: 'reason', rule: 'purchase-why-outside' }] : []),
    ...(warned ? [] : [{ field: 'warned', rule: 'purchase-warned' }]),
  ];
}
