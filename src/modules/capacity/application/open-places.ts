import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  invalid,
  newId,
  notFound,
  ok,
  type Result,
  unionOfSessions,
} from '../../../kernel/index.js';
import { NO_SESSIONS } from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { hoursFault, Procurement } from '../../procurement/index.js';
import { weeklyMinutes } from '../../providers/index.js';
import { Tariffs } from '../../tariffs/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { checkOpening, type OpeningDetails, type PatternDetails } from '../domain/opening-rules.js';
import { weeksOf } from '../domain/weeks.js';
import { CounterStore } from '../persistence/counter.store.js';
import { LimitCounterStore, type LimitScope } from '../persistence/limit-counter.store.js';
import { OpeningStore, type PricedPattern, type ProgrammeAt } from '../persistence/opening.store.js';

explainConstraint('opening_admission', 'opening.admission-of-another');

/** Says what is open: a programme's places, the weekly patterns they are sold in, the price of each. */
@Injectable()
export class OpenPlaces {
  constructor(
    private readonly work: UnitOfWork,
    private readonly openings: OpeningStore,
    private readonly counters: CounterStore,
    private readonly limits: LimitCounterStore,
    private readonly tariffs: Tariffs,
    private readonly procurement: Procurement,
  ) {}

  /**
   * Opens places and makes their counters for every week from `validFrom` to `validTo`. Fields: `admissionId`
   * `required` (framework providers), `patterns` `tariff-unknown` (not an approved line of this provider), `lot-hours` and
   * `lot-most-hours` (fewer or more than the lot asks for).
   */
  run(actor: Actor, details: OpeningDetails): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const opened = await this.openIn(tx, details);
      if (opened.ok) await tx.outbox('capacity.changed', { providerId: opened.value.providerId });
      return opened.ok ? ok(opened.value.id) : opened;
    });
  }

  /** The same in somebody's transaction, which tells the matching when it is done. */
  async openIn(tx: Tx, details: OpeningDetails): Promise<Result<{ readonly id: string; readonly providerId: string }>> {
    const programme = await this.openings.programme(tx, details.programmeId);
    if (programme === undefined) return notFound('programme');
    if (!capacityPolicy.canManage(tx.actor, programme)) return forbidden('opening.manage');
    const checked = checkOpening(details, tx.today);
    if (!checked.ok) return checked;
    const admitted = await this.checkAdmission(tx, programme, checked.value);
    if (!admitted.ok) return admitted;
    const hours = await this.checkHours(tx, programme, checked.value);
    if (!hours.ok) return hours;
    const patterns = await this.price(tx, programme, checked.value.patterns);
    if (!patterns.ok) return patterns;
    const id = newId();
    const { siteId, providerId } = programme;
    const limited: readonly LimitScope[] = [
      { kind: 'PROVIDER', id: providerId },
      { kind: 'PROGRAMME', id: details.programmeId },
    ];
    await this.limits.lockProvider(tx, providerId);
    await this.limits.lockSite(tx, siteId);
    await this.openings.add(tx, id, programme, checked.value, patterns.value);
    const sessions = checked.value.patterns.reduce((all, each) => unionOfSessions(all, each.sessions), NO_SESSIONS);
    const { places, validFrom, validTo } = checked.value;
    const weeks = weeksOf(validFrom, validTo);
    await this.counters.open(tx, { openingId: id, sessions, ...weeks, places });
    await this.limits.openSite(tx, siteId, weeks);
    for (const scope of limited) await this.limits.keep(tx, scope, weeks);
    await tx.audit('opening.opened', { type: 'opening', id }, { provider: providerId, places });
    return ok({ id, providerId });
  }

  private async checkAdmission(tx: Tx, at: ProgrammeAt, details: OpeningDetails): Promise<Result<null>> {
    if (at.supplyRoute !== 'FRAMEWORK') {
      return details.admissionId === null ? ok(null) : invalid('admissionId', 'admission-not-needed');
    }
    if (details.admissionId === null) return invalid('admissionId', 'required');
    const own = await this.procurement.admissionsOf(tx, at.providerId);
    return own.some(({ id }) => id === details.admissionId) ? ok(null) : invalid('admissionId', 'choice');
  }

  /** Each week that is sold gives the hours that the lot asks for. */
  private async checkHours(tx: Tx, at: ProgrammeAt, { admissionId, patterns }: OpeningDetails): Promise<Result<null>> {
    if (admissionId === null) return ok(null);
    const asked = await this.procurement.requirementsOf(tx, admissionId);
    for (const { sessions } of patterns) {
      const fault = hoursFault(asked, weeklyMinutes(sessions, at.minutes));
      if (fault !== null) return invalid('patterns', fault, { least: asked.leastHours, most: asked.mostHours });
    }
    return ok(null);
  }

  private async price(tx: Tx, at: ProgrammeAt, patterns: readonly PatternDetails[]): Promise<Result<PricedPattern[]>> {
    const priced: PricedPattern[] = [];
    for (const { label, sessions, tariffLineId } of patterns) {
      const line = await this.tariffs.byId(tx, tariffLineId);
      const fits =
        line?.status === 'APPROVED' &&
        line.providerId === at.providerId &&
        (line.programmeId === null || line.programmeId === at.programmeId);
      if (!fits) return invalid('patterns', 'tariff-unknown');
      const { basis, sessionsCovered } = line;
      priced.push({ id: newId(), label, sessions, tariffLineId, basis, sessionsCovered });
    }
    return ok(priced);
  }
}
