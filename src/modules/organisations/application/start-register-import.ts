import { Injectable } from '@nestjs/common';
import { type Actor, cleanText, forbidden, may, newId, ok, type Result } from '../../../kernel/index.js';
import { FileStore, UnitOfWork } from '../../../platform/index.js';
import { RegisterImportStore } from '../persistence/register-import.store.js';

/** The national file of 2026, closed schools included, is 60 MB. */
export const REGISTER_BYTES_MAX = 100 * 1024 * 1024;

export interface UploadedRegister {
  readonly name: string;
  readonly content: AsyncIterable<Buffer>;
}

/** Takes a register file in and asks for it to be read; the answer comes back at once, the preview on its page. */
@Injectable()
export class StartRegisterImport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly files: FileStore,
    private readonly imports: RegisterImportStore,
  ) {}

  run(actor: Actor, upload: UploadedRegister): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!may(actor, 'register.import')) return forbidden('register.import');
      const name = cleanText(upload.name, { field: 'file', max: 200 });
      const fileName = name.ok && name.value !== '' ? name.value : 'register.csv';
      const { content } = upload;
      const file = await this.files.put(tx, {
        name: fileName,
        mediaType: 'text/csv',
        content,
        bytesMax: REGISTER_BYTES_MAX,
      });
      if (!file.ok) return file;
      const id = newId();
      const { byteSize, sha256 } = file.value;
      await this.imports.add(tx, { id, fileId: file.value.id, fileName, byteSize, sha256 });
      await tx.audit('register.uploaded', { type: 'register-import', id }, { byteSize });
      await tx.outbox('registers.read', { importId: id }, { debounceKey: `registers.read:${id}` });
      return ok(id);
    });
  }
}
