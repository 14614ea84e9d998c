import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  groupBy,
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
  /** One for each site at which somebody is placed today; counts only. */
  risks(tx: Tx, authorityId: string, siteIds: readonly string[]): Promise<readonly SiteRisk[]>;
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
    const [record] = await this.forApplications(tx, [id]);
    return record === undefined ? notFound('application') : ok(record);
  }

  /** The records of bids of one authority, in as many queries for thousands as for one. */
  async forApplications(tx: Tx, ids: readonly string[]): Promise<readonly DiligenceRecord[]> {
    return this.recordsOf(tx, await this.store.applications(tx, ids));
  }

  /**
   * A provider that comes before the board without a bid: what was confirmed on its latest admission to a framework of
   * the reader's authority, or what the service finds by itself. Problem: `provider.not-found`.
   */
  async forProvider(tx: Tx, providerId: string): Promise<Result<DiligenceRecord>> {
    const subject = await this.store.provider(tx, providerId);
    const [record] = subject === undefined ? [] : await this.recordsOf(tx, [subject]);
    return record === undefined ? notFound('provider') : ok(record);
  }

  /** The record of an admitted provider, kept up while the admission lasts. Problem: `admission.not-found`. */
  async forAdmission(tx: Tx, id: string): Promise<Result<DiligenceRecord>> {
    const subject = await this.store.admission(tx, id);
    const [record] = subject === undefined ? [] : await this.recordsOf(tx, [subject]);
    return record === undefined ? notFound('admission') : ok(record);
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
      const subject =
        of === 'application' ? (await this.store.applications(tx, [id]))[0] : await this.store.admission(tx, id);
      if (subject === undefined) return notFound(of);
      if (!may(actor, 'diligence.record') || subject.authorityId !== actor.authorityId)
        return forbidden('diligence.record');
      const check = checkOf(code);
      if (check === undefined) return notFound('diligence');
      const checked = checkGiven(given, tx.today);
      if (!checked.ok) return checked;
      const before = (await this.store.checks(tx, of, [id])).find((one) => one.code === code)?.n ?? 0;
      if (before !== seen) return problem('diligence.changed');
      const finding = findingOf(check, (await this.factsOf(tx, [subject]))(subject));
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

  private async recordsOf(tx: Tx, subjects: readonly DiligenceSubject[]): Promise<readonly DiligenceRecord[]> {
    const [first] = subjects;
    if (first === undefined) return [];
    const factsOf = await this.factsOf(tx, subjects);
    const ids = subjects.map(({ id }) => id);
    const recorded = groupBy(await this.store.checks(tx, first.of, ids), ({ subjectId }) => subjectId);
    const names = await this.people.names(
      tx,
      [...recorded.values()].flat().flatMap(({ recordedBy }) => (recordedBy === null ? [] : [recordedBy])),
    );
    return subjects.map((subject) => {
      const said = (recorded.get(subject.id) ?? []).map((one) => {
        return { ...one, recordedByName: names.get(one.recordedBy ?? '') ?? 'Somebody who has left' };
      });
      return recordOf(subject, factsOf(subject), said);
    });
  }

  /** What is known of each; they are of one authority. */
  private async factsOf(
    tx: Tx,
    subjects: readonly DiligenceSubject[],
  ): Promise<(subject: DiligenceSubject) => DiligenceFacts> {
    const authorityId = subjects[0]?.authorityId ?? '';
    const providerIds = [...new Set(subjects.map(({ providerId }) => providerId))];
    const sites = await this.store.sites(tx, providerIds);
    const kept = groupBy(await this.evidence.allOf(tx, providerIds), ({ providerId }) => providerId);
    const siteIds = sites.map(({ id }) => id);
    const risks = new Map<string, SiteRisk>();
    for (const source of this.sources)
      for (const one of await source.risks(tx, authorityId, siteIds)) risks.set(one.siteId, one);
    const rule = (await this.store.rule(tx, authorityId)) ?? STARTING_INSPECTION_RULE;
    const sitesOf = groupBy(sites, ({ providerId }) => providerId);
    return ({ providerId, siteIds: offered }) => {
      const own = (sitesOf.get(providerId) ?? []).filter(({ id }) => offered === null || offered.includes(id));
      return {
        sites: own,
        inForce: inForce(kept.get(providerId) ?? [], tx.today).map((one) => ({
          kind: one.kind,
          words: evidenceName(one),
          coverPence: one.coverPence,
          validTo: one.validTo,
        })),
        risks: this.sources.length === 0 ? null : own.flatMap(({ id }) => risks.get(id) ?? []),
        rule,
      };
    };
  }
}

function recordOf(
  subject: DiligenceSubject,
  facts: DiligenceFacts,
  recorded: readonly (RecordedCheck & { readonly recordedByName: string })[],
): DiligenceRecord {
  const lines = DILIGENCE_LIST.checks.map((check): DiligenceLine => {
    const said = recorded.find(({ code }) => code === check.code) ?? null;
    return { check, finding: findingOf(check, facts), said, looks: said?.n ?? 0 };
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
