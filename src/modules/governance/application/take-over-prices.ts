import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  invalid,
  isCode,
  may,
  notFound,
  ok,
  type Pence,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { ViewApplications } from '../../procurement/index.js';
import {
  BASES,
  type Basis,
  DraftTariffLine,
  type TariffDraft,
  Tariffs,
  VAT_TREATMENTS,
  type VatTreatment,
} from '../../tariffs/index.js';
import { type AdmissionCase, AdmissionCaseStore } from '../persistence/admission-case.store.js';

/** A price as it was bid for the lot that the provider was admitted to. */
export interface BidPrice {
  readonly offerId: string;
  readonly siteName: string;
  readonly programmeName: string;
  readonly programmeId: string;
  readonly label: string;
  readonly basis: Basis;
  readonly netPence: Pence;
  readonly vatTreatment: VatTreatment;
  /** A price of a week, term or year says for how many weekly half days: a bid does not ask. */
  readonly asksForHalfDays: boolean;
  /** It stands in the price list already, drafted or approved. */
  readonly isListed: boolean;
}

export interface BidPricesView {
  readonly found: AdmissionCase;
  readonly prices: readonly BidPrice[];
}

const OF_A_PATTERN: readonly Basis[] = ['WEEK', 'TERM', 'YEAR'];
export const HALF_DAYS_A_WEEK = 10;

/**
 * The prices that a provider bid become lines of the price list from the first day of its admission, without being
 * typed again: drafted with the signature of whoever takes them over, and approved by a second person as every price.
 */
@Injectable()
export class TakeOverPrices implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cases: AdmissionCaseStore,
    private readonly bids: ViewApplications,
    private readonly tariffs: Tariffs,
    private readonly drafts: DraftTariffLine,
  ) {}

  view(actor: Actor, caseId: string): Promise<Result<BidPricesView>> {
    return this.work.read(actor, async (tx) => {
      const found = await this.cases.byId(tx, caseId);
      return found === undefined ? notFound('admission') : ok({ found, prices: await this.pricesOf(tx, found) });
    });
  }

  /**
   * Drafts every price that is not listed yet; how many. `halfDays` says, by offer, for how many weekly half days a price
   * is. Problems: `prices.not-admitted`, `prices.taken-over`, those of drafting; rule `halfDays` `number`.
   */
  take(actor: Actor, caseId: string, halfDays: ReadonlyMap<string, number>): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = (await this.cases.locked(tx, [caseId])).get(caseId);
      if (found === undefined) return notFound('admission');
      if (!may(actor, 'tariff.draft') || actor.authorityId !== found.authorityId) return forbidden('tariff.draft');
      if (found.status !== 'ADMITTED') return problem('prices.not-admitted');
      const left = (await this.pricesOf(tx, found)).filter(({ isListed }) => !isListed);
      if (left.length === 0) return problem('prices.taken-over');
      for (const price of left) {
        const covered = price.asksForHalfDays ? halfDays.get(price.offerId) : HALF_DAYS_A_WEEK;
        if (covered === undefined) return invalid('halfDays', 'number');
        const drafted = await this.drafts.draftIn(tx, draftOf(found, price, covered));
        if (!drafted.ok) return drafted;
      }
      await tx.audit('prices.taken-over', { type: 'admission-case', id: caseId }, { lines: left.length });
      return ok(left.length);
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'tariff.draft') || !may(actor, 'framework.manage')) return [];
    const waiting = await this.work.read(actor, (tx) => this.cases.withPricesToTake(tx));
    return waiting.map(({ id, providerName, lotNumber, lotName, admittedFrom }) => ({
      title: `Take over the prices that ${providerName} bid for lot ${lotNumber}`,
      href: `/board/admissions/${id}/prices`,
      kind: 'Prices',
      dueOn: admittedFrom,
      detail: lotName,
    }));
  }

  private async pricesOf(tx: Tx, found: AdmissionCase): Promise<readonly BidPrice[]> {
    const { applicationId, providerId, lotId } = found;
    const bid = applicationId === null ? undefined : await this.bids.within(tx, applicationId);
    const listed = await this.tariffs.ofLot(tx, { providerId, lotId });
    return (bid?.offers ?? []).flatMap((offer): BidPrice[] => {
      const { basis, vatTreatment } = offer;
      if (offer.lotId !== lotId || !isCode(BASES, basis) || !isCode(VAT_TREATMENTS, vatTreatment)) return [];
      return [
        {
          offerId: offer.id,
          siteName: offer.siteName,
          programmeName: offer.programmeName,
          programmeId: offer.programmeId,
          label: offer.label,
          basis,
          netPence: offer.netPence,
          vatTreatment,
          asksForHalfDays: OF_A_PATTERN.includes(basis),
          isListed: listed.some((line) => line.programmeId === offer.programmeId && line.basis === basis),
        },
      ];
    });
  }
}

const draftOf = (found: AdmissionCase, price: BidPrice, sessionsCovered: number): TariffDraft => ({
  providerId: found.providerId,
  lotId: found.lotId,
  programmeId: price.programmeId,
  label: price.label,
  basis: price.basis,
  sessionsCovered,
  netPence: price.netPence,
  vatTreatment: price.vatTreatment,
  fromDate: found.admittedFrom ?? found.fromDate,
  toDate: found.toDate,
});
