import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { type Actor, cleanText, forbidden, invalid, newId, notFound, ok, type Result } from '../../../kernel/index.js';
import { contentOf, CONTENTS, explainConstraint, FileStore, type Tx, UnitOfWork } from '../../../platform/index.js';
import { checkEvidence, type EvidenceDetails, mayReplace } from '../domain/evidence.js';
import { EvidenceStore } from '../persistence/evidence.store.js';
import { providerPolicy } from '../providers.policy.js';
import { announceChange, askForScan } from './scan-evidence.js';

explainConstraint('evidence_provider', 'evidence.not-a-provider');
explainConstraint('evidence_replaced_once', 'evidence.replaced');
explainConstraint('evidence_site_site', 'site.not-found');

/** Below what clamd takes unless it is told otherwise (25 MB). */
export const EVIDENCE_MEGABYTES_MAX = 20;
export const EVIDENCE_FILES_MAX = 3;

/** A file as it arrived, on disk. */
export interface IncomingEvidence {
  readonly path: string;
  readonly name: string;
}

/** A provider's own documents: kept once, replaced by newer ones, never overwritten. */
@Injectable()
export class KeepEvidence {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceStore,
    private readonly files: FileStore,
  ) {}

  /**
   * Keeps a document, or a newer one in place of `replacesId`. Its files wait for their scan. Problems:
   * `evidence.replaced` where somebody else was faster, `evidence.other-kind`, `evidence.not-a-provider`; rules on
   * `file`: `file-content`, `file-macros`, `file-locked`, `tooLarge`, `file-or-statement`.
   */
  async run(
    actor: Actor,
    details: EvidenceDetails,
    uploads: readonly IncomingEvidence[],
    replacesId: string | null = null,
  ): Promise<Result<string>> {
    if (!providerPolicy.canKeep(actor)) return forbidden('evidence.manage');
    return this.work.inTransaction(actor, async (tx) => {
      const old = replacesId === null ? undefined : await this.store.lock(tx, replacesId);
      if (replacesId !== null && old?.providerId !== actor.organisationId) return notFound('evidence');
      const may = old === undefined ? ok() : mayReplace(old, details.kind);
      if (!may.ok) return may;
      const checked = checkEvidence(details, { files: uploads.length, today: tx.today });
      if (!checked.ok) return checked;
      if (uploads.length > EVIDENCE_FILES_MAX) return invalid('file', 'too-many', { max: EVIDENCE_FILES_MAX });
      const id = newId();
      await this.store.add(tx, id, checked.value, replacesId);
      const stored = await this.storeFiles(tx, id, uploads);
      if (!stored.ok) return stored;
      await tx.audit('evidence.kept', { type: 'evidence', id }, { kind: details.kind, replaces: replacesId });
      if (uploads.length > 0) await askForScan(tx, id);
      else await announceChange(tx, String(actor.organisationId));
      return ok(id);
    });
  }

  private async storeFiles(
    tx: Tx,
    evidenceId: string,
    uploads: readonly IncomingEvidence[],
  ): Promise<Result<undefined>> {
    const ids: string[] = [];
    for (const upload of uploads) {
      const stored = await this.storeFile(tx, upload);
      if (!stored.ok) return stored;
      ids.push(stored.value);
    }
    await this.store.addFiles(tx, evidenceId, ids);
    return ok();
  }

  private async storeFile(tx: Tx, { path, name }: IncomingEvidence): Promise<Result<string>> {
    const content = await contentOf(path);
    if (content === 'MACROS') return invalid('file', 'file-macros');
    if (content === 'LOCKED') return invalid('file', 'file-locked');
    if (content === 'UNKNOWN') return invalid('file', 'file-content');
    const { mediaType, ending } = CONTENTS[content];
    const stored = await this.files.put(tx, {
      name: nameFor(name, ending),
      mediaType,
      content: createReadStream(path),
      bytesMax: EVIDENCE_MEGABYTES_MAX * 1024 * 1024,
    });
    return stored.ok ? ok(stored.value.id) : stored;
  }
}

/** The name without its folder and ending, with the ending of what the file is. */
function nameFor(given: string, ending: string): string {
  const base = given
    .replaceAll(/^.*[/\\]/g, '')
    .replace(/\.[^.]{0,10}$/, '')
    .slice(0, 120);
  const cleaned = cleanText(base, { max: 150 });
  return `${cleaned.ok && cleaned.value !== '' ? cleaned.value : 'document'}${ending}`;
}
