import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, newId, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { endingsOn, type Evidence, FindEvidence, kindOf, lapsesOn } from '../../providers/index.js';
import { type EvidenceTerm, lapseChanges, suspends, termOn, type WantedLapse } from '../domain/evidence-terms.js';
import { AdmissionStore } from '../persistence/admission.store.js';
import { suspendedFrom, toProvider } from './admit-provider.js';
import { EvidenceWatchStore, type WatchedAdmission } from '../persistence/evidence-watch.store.js';

export const WATCH_EVIDENCE = 'evidence.watch';

type Terms = readonly (EvidenceTerm & { readonly frameworkId: string })[];

/**
 * Looks at the documents of an authority's admitted providers: reminds before the end, and does afterwards what the
 * framework says. Each provider in a transaction of its own; done twice on a day, the second time does nothing.
 */
@Injectable()
export class WatchEvidence {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceWatchStore,
    private readonly admissions: AdmissionStore,
    private readonly evidence: FindEvidence,
  ) {}

  /** In the authority of `actor`, a service. One provider, or with null all of them. */
  async run(actor: Actor, providerId: string | null): Promise<Result<undefined>> {
    const providers = await this.work.read(actor, (tx) => this.store.providers(tx, providerId));
    for (const id of providers) {
      const looked = await this.work.inTransaction(actor, async (tx) => {
        await this.look(tx, id);
        return ok();
      });
      if (!looked.ok) return looked;
    }
    return ok();
  }

  private async look(tx: Tx, providerId: string): Promise<void> {
    const admissions = await this.store.lockAdmissions(tx, providerId);
    const frameworks = [...new Set(admissions.map(({ frameworkId }) => frameworkId))];
    const terms = await this.store.terms(tx, frameworks);
    const documents = await this.evidence.all(tx, providerId);
    await this.remind(tx, { providerId, documents, daysFor: remindDaysOf(terms, frameworks, tx.today) });
    const lapses = lapsesOn(documents, tx.today);
    const told = new Set<string>();
    let changed = false;
    for (const admission of admissions) {
      const own = terms.filter(({ frameworkId }) => frameworkId === admission.frameworkId);
      const wanted = lapses.map(({ kind, evidenceId, siteId }) => {
        return { kind, evidenceId, siteId, effect: termOn(own, kind, tx.today).onExpiry };
      });
      const { lift, add } = lapseChanges(admission.lapses, wanted);
      if (lift.length + add.length === 0) continue;
      changed = true;
      await this.store.lift(tx, lift);
      await this.add(tx, admission, add);
      for (const { evidenceId } of add) told.add(evidenceId);
    }
    if (!changed) return;
    await this.tell(
      tx,
      documents.filter(({ id }) => told.has(id)),
    );
    await tx.outbox('capacity.changed', { providerId });
  }

  private async add(tx: Tx, admission: WatchedAdmission, added: readonly WantedLapse[]): Promise<void> {
    await this.store.add(
      tx,
      admission,
      added.map((one) => ({ ...one, id: newId() })),
    );
    for (const { kind, effect, siteId } of added) {
      const lapsed = { kind, effect, site: siteId };
      await tx.audit('admission.document-lapsed', { type: 'admission', id: admission.id }, lapsed);
    }
    if (admission.suspended || !added.some(suspends)) return;
    const suspension = { id: newId(), reason: 'EVIDENCE' as const, fromDate: tx.today, toDate: null };
    await this.admissions.suspend(tx, { ...suspension, admission });
    await tx.audit('admission.suspended', { type: 'admission', id: admission.id }, { reason: 'EVIDENCE' });
    await tx.outbox('provision.stops', suspendedFrom(admission.id, tx.today));
    await announce(tx, toProvider('admission.suspended', admission, tx.today));
  }

  /** Once for each mark that was passed, and one message where several were passed at once. */
  private async remind(
    tx: Tx,
    {
      providerId,
      documents,
      daysFor,
    }: { providerId: string; documents: readonly Evidence[]; daysFor: (kind: string) => number[] },
  ): Promise<void> {
    for (const { evidenceId, kind, endsOn, due } of endingsOn(documents, tx.today, daysFor)) {
      const fresh = await this.store.remind(tx, providerId, evidenceId, due);
      const [nearest] = due;
      if (nearest === undefined || !fresh.includes(nearest)) continue;
      await announce(tx, {
        kind: 'evidence.ends-soon',
        organisationId: providerId,
        subjectType: 'evidence',
        subjectId: evidenceId,
        reference: kindOf(kind).words,
        dueOn: endsOn,
      });
    }
  }

  private async tell(tx: Tx, documents: readonly Evidence[]): Promise<void> {
    const authority = await this.authorityOrganisation(tx);
    for (const { id, kind, providerId } of documents) {
      const about = { subjectType: 'evidence', subjectId: id, reference: kindOf(kind).words };
      await announce(tx, { kind: 'evidence.lapsed', organisationId: providerId, ...about });
      if (authority === null) continue;
      await announce(tx, { kind: 'evidence.lapsed-at-provider', organisationId: authority, ...about });
    }
  }

  private async authorityOrganisation(tx: Tx): Promise<string | null> {
    const [row] = await tx.query<{ id: string | null }>(`SELECT organisation_id AS id FROM authority WHERE id = $1`, [
      tx.actor.authorityId,
    ]);
    return row?.id ?? null;
  }
}

/** The days on which any of the frameworks reminds of a document of that kind. */
const remindDaysOf =
  (terms: Terms, frameworks: readonly string[], today: DateOnly) =>
  (kind: string): number[] => {
    const own = frameworks.map((id) =>
      termOn(
        terms.filter(({ frameworkId }) => frameworkId === id),
        kind,
        today,
      ),
    );
    return [...new Set(own.flatMap(({ remindDays }) => remindDays))];
  };
