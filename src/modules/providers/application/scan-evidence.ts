import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { EventLog, FileStore, type ScanResult, type Tx, UnitOfWork, VirusScanner } from '../../../platform/index.js';
import { retryMinutes } from '../domain/evidence.js';
import { type Evidence, EvidenceStore } from '../persistence/evidence.store.js';

export const SCAN_EVIDENCE = 'evidence.scan';

/** Asks for a document's files to be scanned; asking again while it waits changes nothing. */
export const askForScan = (tx: Tx, evidenceId: string, delayMs = 0): Promise<void> =>
  tx.outbox(SCAN_EVIDENCE, { evidenceId }, { debounceKey: `${SCAN_EVIDENCE}:${evidenceId}`, delayMs });

/** What counts of a provider's documents has changed: whoever admitted it looks at once, not only the next morning. */
export const announceChange = (tx: Tx, providerId: string): Promise<void> =>
  tx.outbox('evidence.changed', { providerId });

/**
 * Has a document's files scanned and writes the outcome down. What could not be scanned waits in quarantine and is
 * tried again, ever more rarely, until it is decided: it is never accepted for want of a scanner.
 */
@Injectable()
export class ScanEvidence {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceStore,
    private readonly files: FileStore,
    private readonly scanner: VirusScanner,
    private readonly log: EventLog,
  ) {}

  /** Safe to run twice, and to be killed anywhere: the outcome is written under lock, with `complete`, or not at all. */
  async run(actor: Actor, evidenceId: string, complete: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    const found = await this.work.read(actor, async (tx) => {
      const evidence = await this.store.byId(tx, evidenceId);
      return evidence && isOpen(evidence) ? this.scanAll(tx, evidence) : undefined;
    });
    return this.work.inTransaction(actor, async (tx) => {
      const evidence = await this.store.lock(tx, evidenceId);
      if (found !== undefined && evidence !== undefined && isOpen(evidence)) await this.decide(tx, evidence, found);
      await complete(tx);
      return ok();
    });
  }

  private async scanAll(tx: Tx, { id, files }: Evidence): Promise<ScanResult> {
    const results: ScanResult[] = [];
    for (const { fileId } of files) {
      const result = await this.scanner.scan(this.files.read(tx, fileId));
      this.log.event('evidence.scanned', { evidenceId: id, fileId, verdict: result.verdict });
      results.push(result);
    }
    return verdictOf(results);
  }

  private async decide(tx: Tx, evidence: Evidence, found: ScanResult): Promise<void> {
    const { id, kind, providerId } = evidence;
    switch (found.verdict) {
      case 'CLEAN':
        await this.store.pass(tx, id, 'SCAN');
        await announceChange(tx, providerId);
        break;
      case 'INFECTED':
        await this.store.refuse(tx, id, found.signature);
        await tx.outbox('evidence.refused', { providerId, evidenceId: id });
        break;
      case 'NOT_SCANNED':
        await this.store.quarantine(tx, id, found.reason);
        await askForScan(tx, id, retryMinutes(evidence.tries + 1) * 60_000);
        return;
    }
    await tx.audit('evidence.scanned', { type: 'evidence', id }, { kind, verdict: found.verdict });
  }
}

const isOpen = ({ status }: Evidence): boolean => status === 'UPLOADED' || status === 'QUARANTINED';

/** What the scans of a document's files say of it together: all must pass, and one that is infected is enough. */
export function verdictOf(scans: readonly ScanResult[]): ScanResult {
  const infected = scans.find(({ verdict }) => verdict === 'INFECTED');
  const open = scans.find(({ verdict }) => verdict === 'NOT_SCANNED');
  return infected ?? open ?? { verdict: 'CLEAN' };
}
