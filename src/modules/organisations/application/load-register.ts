import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, newId, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { changesNothing, type OutcomeCounts } from '../domain/import-states.js';
import { RegisterImportStore } from '../persistence/register-import.store.js';
import { ApplyRegisterImport } from './apply-register-import.js';
import { type OpenFile, ReadRegisterFile } from './read-register-file.js';

/**
 * Loads a register file in one go, without upload or queue, through the very code that an uploaded file goes through.
 * A file that changes nothing is discarded and counts as loaded. For the demonstration and for operators' commands.
 */
@Injectable()
export class LoadRegister {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImportStore,
    private readonly reader: ReadRegisterFile,
    private readonly apply: ApplyRegisterImport,
  ) {}

  /** Refused with the code that refused the file, or `register.faults`. */
  async run(actor: Actor, fileName: string, open: OpenFile): Promise<Result<OutcomeCounts>> {
    const id = newId();
    const file = await fingerprint(open);
    await this.work.read(actor, (tx) => this.imports.add(tx, { id, fileId: null, fileName, ...file }));
    const read = await this.reader.run(actor, id, open);
    if (!read.ok) return read;
    const preview = await this.work.read(actor, (tx) => this.imports.find(tx, id));
    if (preview === undefined) throw new Error('An import vanished while it was read');
    if (preview.problem !== null) return problem(preview.problem.code, preview.problem.facts);
    const nothing = preview.counts.FAULTY === 0 && changesNothing(preview.counts);
    const settled = nothing ? await this.apply.discard(actor, id) : await this.apply.applyNow(actor, id);
    return settled.ok ? ok(preview.counts) : settled;
  }
}

async function fingerprint(open: OpenFile): Promise<{ byteSize: number; sha256: string }> {
  const digest = createHash('sha256');
  let byteSize = 0;
  for await (const chunk of open()) {
    digest.update(chunk);
    byteSize += chunk.length;
  }
  return { byteSize, sha256: digest.digest('hex') };
}
