import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { DownloadLinks, FileStore, type StoredFile, type Tx, UnitOfWork } from '../../../platform/index.js';
import { inForce } from '../domain/evidence.js';
import { type Evidence, EvidenceStore } from '../persistence/evidence.store.js';
import { providerPolicy } from '../providers.policy.js';

export interface EvidenceLine {
  readonly evidence: Evidence;
  /** All that it replaces and all that replace it, itself included; newest first. */
  readonly line: readonly Evidence[];
  readonly own: boolean;
}

/** Documents as whoever may read them sees them, and their files through links that work once. */
@Injectable()
export class FindEvidence {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceStore,
    private readonly files: FileStore,
    private readonly links: DownloadLinks,
  ) {}

  /** All of a provider's documents that the actor may see: none of a stranger's. */
  async ofProvider(actor: Actor, providerId: string): Promise<Result<Evidence[]>> {
    if (!providerPolicy.canReadEvidence(actor)) return forbidden('evidence.read');
    return ok(await this.work.read(actor, (tx) => this.store.ofProvider(tx, providerId)));
  }

  async one(actor: Actor, id: string): Promise<Result<EvidenceLine>> {
    if (!providerPolicy.canReadEvidence(actor)) return forbidden('evidence.read');
    return this.work.read(actor, async (tx) => {
      const evidence = await this.store.byId(tx, id);
      if (evidence === undefined) return notFound('evidence');
      const own = evidence.providerId === actor.organisationId;
      return ok({ evidence, line: await this.store.line(tx, id), own });
    });
  }

  /** Sites of one's own that a document may be for. */
  sites(actor: Actor): Promise<{ id: string; name: string }[]> {
    return this.work.read(actor, (tx) => this.store.sites(tx, tx.today));
  }

  /** What of a provider's documents counts on that day, for other modules' checks. */
  async inForce(tx: Tx, providerId: string, on: DateOnly): Promise<Evidence[]> {
    return inForce(await this.store.ofProvider(tx, providerId), on);
  }

  /** All of a provider's documents that the actor of `tx` may see, for other modules' checks. */
  all(tx: Tx, providerId: string): Promise<Evidence[]> {
    return this.store.ofProvider(tx, providerId);
  }

  /** The same of many providers in one query. */
  allOf(tx: Tx, providerIds: readonly string[]): Promise<Evidence[]> {
    return this.store.ofProviders(tx, providerIds);
  }

  /** The code of a link to the document's n-th file. Problem: `evidence.not-clean`; nobody gets what no scan passed. */
  link(actor: Actor, id: string, n: number): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const evidence = await this.store.byId(tx, id);
      const file = evidence?.files.find((one) => one.n === n);
      if (evidence === undefined || file === undefined) return notFound('evidence');
      if (!providerPolicy.canReadEvidence(actor)) return forbidden('evidence.read');
      if (evidence.status !== 'CLEAN') return problem('evidence.not-clean');
      return ok(await this.links.issue(tx, { fileId: file.fileId, subject: { type: 'evidence', id } }));
    });
  }

  /** Uses a link up and gives the file, a chunk in memory at a time. Who read it is kept. Problem: `download.not-found`. */
  async download(actor: Actor, code: string): Promise<Result<{ file: StoredFile; content: Readable }>> {
    const found = await this.work.inTransaction(actor, async (tx): Promise<Result<StoredFile>> => {
      const taken = await this.links.take(tx, code);
      if (!taken.ok) return taken;
      const { fileId, subject } = taken.value;
      // Read again: between asking for the link and using it an admission may have ended.
      const evidence = await this.store.byId(tx, subject.id);
      if (evidence?.status !== 'CLEAN') return notFound('download');
      const file = await this.files.find(tx, fileId);
      if (file.ok) await tx.audit('evidence.downloaded', { type: 'evidence', id: subject.id }, { file: fileId });
      return file;
    });
    if (!found.ok) return found;
    return ok({ file: found.value, content: Readable.from(this.chunks(actor, found.value.id)) });
  }

  /** Each chunk in a transaction of its own: a slow reader holds no connection. */
  private async *chunks(actor: Actor, fileId: string): AsyncIterable<Buffer> {
    for (let n = 0; ; n++) {
      const chunk = await this.work.read(actor, (tx) => this.files.chunk(tx, fileId, n));
      if (chunk === undefined) return;
      yield chunk;
    }
  }
}
