import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  may,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import { evidenceName, FindEvidence, inForce } from '../../providers/index.js';
import {
  type CheckGiven,
  checkGiven,
  type DiligenceFacts,
  type Finding,
  findingOf,
  type InspectionRule,
  type SiteRisk,
  STARTING_INSPECTION_RULE,
} from '../domain/diligence.js';
import { checkOf, DILIGENCE_LIST, type DiligenceCheck } from '../domain/diligence-list.js';
import { DiligenceStore, type DiligenceSubject, type RecordedCheck } from '../persistence/diligence.store.js';

explainConstraint('diligence_check_in_turn', 'diligence.changed');

/** Who is placed at a site. Placements know it, and stand above procurement, so they register themselves when they start. */
export interface SiteRiskSource {
  /** One for each site at which somebody is placed that day; counts only. */
  risks(authorityId: string, siteIds: readonly string[], on: DateOnly): Promise<readonly SiteRisk[]>;
}

export interface DiligenceLine {
  readonly check: DiligenceCheck;
  /** What the service finds today. */
  readonly finding: Finding;
  /** What the officer said last, with what was found then; null while nobody has looked. */
  readonly said: (RecordedCheck & { readonly recordedByName: string }) | null;
  /** How often somebody has looked. */
  readonly looks: number;
}

export interface DiligenceRecord {
  readonly subject: DiligenceSubject;
  readonly listVersion: string;
  readonly rule: InspectionRule;
  readonly lines: readonly DiligenceLine[];
  /** Checks nobody has looked at and that apply. */
  readonly outstanding: number;
  /** Checks the officer says are not met. */
  readonly notMet: number;
  /** Confirmed by the officer although the service finds today that they are not met. */
  readonly contradicted: number;
}

/** Checks of a bidder or an admitted provider: what the service finds, and what an officer confirms with a note. */
@Injectable()
export class DueDiligence {
  private readonly sources: SiteRiskSource[] = [];

  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DiligenceStore,
    private readonly evidence: FindEvidence,
    private readonly people: People,
  ) {}

  addSource(source: SiteRiskSource): void {
    this.sources.push(source);
  }

  /**
   * The record of a bid, for a board's paper. As much as the reader of `tx` may see of the bid: documents and checks
   * need `evidence.read` or, for the checks alone, a seat on the board. Problem: `application.not-found`.
   */
  async forApplication(tx: Tx, id: string): Promise<Result<DiligenceRecord>> {
    const subject = await this.store.application(tx, id);
    return subject === undefined ? notFound('application') : ok(await this.recordOf(tx, subject));
  }

  /** The record of an admitted provider, kept up while the admission lasts. Problem: `admission.not-found`. */
  async forAdmission(tx: Tx, id: string): Promise<Result<DiligenceRecord>> {
    const subject = await this.store.admission(tx, id);
    return subject === undefined ? notFound('admission') : ok(await this.recordOf(tx, subject));
  }

  async view(actor: Actor, of: DiligenceSubject['of'], id: string): Promise<Result<DiligenceRecord>> {
    if (!may(actor, 'evidence.read')) return forbidden('evidence.read');
    return this.work.read(actor, (tx) =>
      of === 'application' ? this.forApplication(tx, id) : this.forAdmission(tx, id),
    );
  }

  /**
   * Records a look. `seen` is how many looks the page showed: of two who record at once the second is told
   * (`diligence.changed`). Problems: `diligence.not-found` for a check that is not on the list; rules of `checkGiven`.
   */
  record(
    actor: Actor,
    { of, id, code, seen }: { of: DiligenceSubject['of']; id: string; code: string; seen: number },
    given: CheckGiven,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const subject = await (of === 'application' ? this.store.application(tx, id) : this.store.admission(tx, id));
      if (subject === undefined) return notFound(of);
      if (!may(actor, 'diligence.record') || subject.authorityId !== actor.authorityId)
        return forbidden('diligence.record');
      const check = checkOf(code);
      if (check === undefined) return notFound('diligence');
      const checked = checkGiven(given, tx.today);
      if (!checked.ok) return checked;
      const before = (await this.store.checks(tx, subject)).filter((one) => one.code === code).length;
      if (before !== seen) return problem('diligence.changed');
      const finding = findingOf(check, await this.factsOf(tx, subject));
      const line = { id: newId(), code, n: before + 1, version: DILIGENCE_LIST.version };
      await this.store.add(tx, subject, line, { ...checked.value, finding });
      await tx.audit(
        'diligence.recorded',
        { type: of, id },
        { check: code, outcome: given.outcome, found: finding.state },
      );
      return ok();
    });
  }

  private async recordOf(tx: Tx, subject: DiligenceSubject): Promise<DiligenceRecord> {
    const facts = await this.factsOf(tx, subject);
    const recorded = await this.store.checks(tx, subject);
    const names = await this.people.names(
      tx,
      recorded.flatMap(({ recordedBy }) => (recordedBy === null ? [] : [recordedBy])),
    );
    const lines = DILIGENCE_LIST.checks.map((check): DiligenceLine => {
      const looks = recorded.filter(({ code }) => code === check.code);
      const [latest] = looks;
      const recordedByName = names.get(latest?.recordedBy ?? '') ?? 'Somebody who has left';
      const said = latest === undefined ? null : { ...latest, recordedByName };
      return { check, finding: findingOf(check, facts), said, looks: looks.length };
    });
    return {
      subject,
      listVersion: DILIGENCE_LIST.version,
      rule: facts.rule,
      lines,
      outstanding: lines.filter(({ said, finding }) => said === null && finding.state !== 'NOT_APPLICABLE').length,
      notMet: lines.filter(({ said }) => said?.outcome === 'NOT_MET').length,
      contradicted: lines.filter(({ said, finding }) => said?.outcome === 'CONFIRMED' && finding.state === 'NOT_MET')
        .length,
    };
  }

  private async factsOf(tx: Tx, subject: DiligenceSubject): Promise<DiligenceFacts> {
    const sites = await this.store.sites(tx, subject);
    const kept = inForce(await this.evidence.all(tx, subject.providerId), tx.today);
    const siteIds = sites.map(({ id }) => id);
    const found = await Promise.all(this.sources.map((one) => one.risks(subject.authorityId, siteIds, tx.today)));
    return {
      sites,
      inForce: kept.map((one) => ({
        kind: one.kind,
        words: evidenceName(one),
        coverPence: one.coverPence,
        validTo: one.validTo,
      })),
      risks: this.sources.length === 0 ? null : found.flat(),
      rule: (await this.store.rule(tx, subject.authorityId)) ?? STARTING_INSPECTION_RULE,
    };
  }
}
