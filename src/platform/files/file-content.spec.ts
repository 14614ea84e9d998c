import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aPdf, aZip } from '../../../test/support/files.js';
import { contentOf } from './file-content.js';

const TYPES = '[Content_Types].xml';
const ODT = 'application/vnd.oasis.opendocument.text';

describe('what a file is', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'placeway-content-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['a PDF called an Excel file', 'x.xlsx', aPdf(), 'PDF'],
    ['a picture', 'x.pdf', Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'), 'PNG'],
    ['a photograph', 'x.png', Buffer.from('\xff\xd8\xff\xe0rest', 'latin1'), 'JPEG'],
    ['a letter', 'x.doc', aZip({ [TYPES]: '<x/>', 'word/document.xml': '<x/>' }), 'DOCX'],
    ['a workbook', 'x.zip', aZip({ [TYPES]: '<x/>', 'xl/workbook.xml': '<x/>' }), 'XLSX'],
    ['an open document', 'x', aZip({ mimetype: ODT, 'content.xml': '<x/>' }), 'ODT'],
    [
      'a letter with a macro',
      'x.docx',
      aZip({ [TYPES]: '', 'word/document.xml': '', 'word/vbaProject.bin': '' }),
      'MACROS',
    ],
    ['a locked one', 'x.docx', aZip({ [TYPES]: '', 'word/document.xml': '' }, { locked: true }), 'LOCKED'],
    ['a program called a PDF', 'x.pdf', Buffer.from('MZ\x90\x00', 'latin1'), 'UNKNOWN'],
    ['a page called a PDF', 'x.pdf', Buffer.from('<html>%PDF-1.4 %%EOF'), 'UNKNOWN'],
    ['half a PDF', 'x.pdf', aPdf().subarray(0, 40), 'UNKNOWN'],
    ['some other ZIP file', 'x.docx', aZip({ 'a.txt': 'a' }), 'UNKNOWN'],
    ['half a ZIP file', 'x.docx', aZip({ [TYPES]: '', 'word/document.xml': '' }).subarray(0, 60), 'UNKNOWN'],
    [
      'a ZIP file whose directory is nonsense',
      'x.docx',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60, 7), aZip({}).subarray(0, 22)]),
      'UNKNOWN',
    ],
    ['nothing', 'x.pdf', Buffer.alloc(0), 'UNKNOWN'],
  ])('is told by its bytes: %s', async (_, name, bytes, expected) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    expect(await contentOf(path)).toBe(expected);
  });
});
