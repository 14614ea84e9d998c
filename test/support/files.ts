import { writeFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';

/** A small PDF that says `text` inside. */
export const aPdf = (text = 'Made up'): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% ${text}\ntrailer << /Root 1 0 R >>\n%%EOF\n`,
    'latin1',
  );

/** A ZIP file with these entries: what Office documents are. */
export function aZip(entries: Readonly<Record<string, string>>, { locked = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const stored = name === 'mimetype';
    const body = stored ? Buffer.from(text) : deflateRawSync(Buffer.from(text));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(locked ? 1 : 0, 6);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt32LE(body.length, 18);
    local.writeUInt32LE(text.length, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(locked ? 1 : 0, 8);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), body);
    directory.push(central, Buffer.from(name));
    at += 30 + name.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

export async function onDisk(folder: string, name: string, content: Buffer): Promise<{ path: string; name: string }> {
  const path = `${folder}/${name.replaceAll('/', '_')}`;
  await writeFile(path, content);
  return { path, name };
}
