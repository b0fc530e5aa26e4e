/** A part of a multipart body, its content undecoded. */
export interface RawPart {
  name: string;
  filename?: string;
  type?: string;
  bytes: Buffer;
}

/** The boundary named by a `multipart/form-data` content type, or undefined for another type. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/**
 * The parts of a multipart body (RFC 7578), or undefined when it is malformed. The boundary itself is random and is not
 * kept.
 */
export function parseMultipart(bytes: Buffer, boundary: string): RawPart[] | undefined {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: RawPart[] = [];
  let at = bytes.indexOf(delimiter);
  if (at === -1) return undefined;
  for (;;) {
    at += delimiter.length;
    if (bytes.subarray(at, at + 2).toString('latin1') === '--') return parts;
    const head = bytes.indexOf('\r\n\r\n', at);
    const next = bytes.indexOf(delimiter, at);
    if (head === -1 || next === -1 || head > next) return undefined;
    parts.push(part(bytes.subarray(at, head).toString('utf8'), bytes.subarray(head + 4, next - 2)));
    at = next;
  }
}

function part(head: string, bytes: Buffer): RawPart {
  const name = /\bname="([^"]*)"/i.exec(head)?.[1] ?? '';
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1];
  const type = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim();
  return {
    name,
    ...(filename === undefined ? {} : { filename }),
    ...(type === undefined ? {} : { type }),
    bytes,
  };
}
