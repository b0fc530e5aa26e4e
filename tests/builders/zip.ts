import { inflateRawSync } from 'node:zlib';

const [END, ENTRY] = [Buffer.from('PK\x05\x06'), Buffer.from('PK\x01\x02')];
const DEFLATED = 8;

/** The files in a zip archive. Answers none where the bytes are no archive. */
export function unzipped(zip: Buffer): { name: string; bytes: Buffer }[] {
  const end = zip.lastIndexOf(END);
  if (!zip.subarray(0, 2).equals(Buffer.from('PK')) || end === -1) return [];
  const files: { name: string; bytes: Buffer }[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (!zip.subarray(at, at + 4).equals(ENTRY)) throw new Error(`The archive is damaged at byte ${at}.`);
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const header = zip.readUInt32LE(at + 42);
    const data = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(data, data + size);
    files.push({
      name: zip.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      bytes: method === DEFLATED ? inflateRawSync(packed) : packed,
    });
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}
