import { open, type FileHandle } from 'node:fs/promises';

/** What a document may be. The name a file comes with says nothing; its bytes do. */
export const CONTENTS = {
  PDF: { words: 'PDF', mediaType: 'application/pdf', ending: '.pdf' },
  JPEG: { words: 'JPEG picture', mediaType: 'image/jpeg', ending: '.jpg' },
  PNG: { words: 'PNG picture', mediaType: 'image/png', ending: '.png' },
  DOCX: {
    words: 'Word document',
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ending: '.docx',
  },
  XLSX: {
    words: 'Excel workbook',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: '.xlsx',
  },
  ODT: { words: 'OpenDocument text', mediaType: 'application/vnd.oasis.opendocument.text', ending: '.odt' },
} as const;
export type ContentKind = keyof typeof CONTENTS;

/** MACROS: it can run programs. LOCKED: it is encrypted, so that no scanner reads it. UNKNOWN: none of the above. */
export type Refusal = 'MACROS' | 'LOCKED' | 'UNKNOWN';

const HEAD_BYTES = 1024;
/** The end record of a ZIP file with the longest comment it may have. */
const TAIL_BYTES = 65_557;
const DIRECTORY_MAX = 1024 * 1024;
const ENTRIES_MAX = 10_000;

/** Looks at the beginning, the end and, for a ZIP, the directory of a file on disk; never at the whole of it. */
export async function contentOf(path: string): Promise<ContentKind | Refusal> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = await read(file, 0, Math.min(size, HEAD_BYTES));
    const tailFrom = Math.max(0, size - TAIL_BYTES);
    const tail = await read(file, tailFrom, size - tailFrom);
    if (head.subarray(0, 4).equals(ZIP)) return officeContent(head, await zipEntries(file, tail));
    return plainContent(head, tail);
  } finally {
    await file.close();
  }
}

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const JPEG = Buffer.from('\xff\xd8\xff', 'latin1');

function plainContent(head: Buffer, tail: Buffer): ContentKind | Refusal {
  if (head.subarray(0, PNG.length).equals(PNG)) return 'PNG';
  if (head.subarray(0, JPEG.length).equals(JPEG)) return 'JPEG';
  const isPdf = /^%PDF-[12]\.\d/.test(head.toString('latin1')) && tail.includes('%%EOF');
  return isPdf ? 'PDF' : 'UNKNOWN';
}

interface ZipEntry {
  readonly name: string;
  readonly locked: boolean;
}

const ODT_MARK = 'mimetypeapplication/vnd.oasis.opendocument.text';

function officeContent(head: Buffer, entries: readonly ZipEntry[] | null): ContentKind | Refusal {
  if (entries === null) return 'UNKNOWN';
  if (entries.some(({ locked }) => locked)) return 'LOCKED';
  const names = new Set(entries.map(({ name }) => name));
  if (entries.some(({ name }) => /(^|\/)vbaProject|^Basic\//i.test(name))) return 'MACROS';
  if (names.has('[Content_Types].xml') && names.has('word/document.xml')) return 'DOCX';
  if (names.has('[Content_Types].xml') && names.has('xl/workbook.xml')) return 'XLSX';
  const mark = head.subarray(30, 30 + ODT_MARK.length).toString('latin1');
  return mark === ODT_MARK && names.has('content.xml') ? 'ODT' : 'UNKNOWN';
}

/** The names in a ZIP file's directory; null for one that cannot be what it says, or is too large to read. */
async function zipEntries(file: FileHandle, tail: Buffer): Promise<ZipEntry[] | null> {
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || tail.length - end < 22) return null;
  const [size, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (size > DIRECTORY_MAX) return null;
  const directory = await read(file, from, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && entries.length < ENTRIES_MAX;) {
    if (directory.readUInt32LE(at) !== 0x02014b50) return null;
    const nameBytes = directory.readUInt16LE(at + 28);
    const rest = directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    const name = directory.subarray(at + 46, at + 46 + nameBytes).toString('utf8');
    entries.push({ name, locked: (directory.readUInt16LE(at + 8) & 1) === 1 });
    at += 46 + nameBytes + rest;
  }
  return entries;
}

async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, from);
  return buffer.subarray(0, bytesRead);
}
