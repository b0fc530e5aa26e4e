/** A part of a multipart body, its content undecoded. */
export interface RawPart {
  name: string;
  filename?: string;
  type?: string;
  bytes: Buffer;
}

/** The boundary named by a `multipart/…` content type, or undefined for another type. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/[\w.+-]+\s*;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/**
 * The parts of a multipart body (RFC 2046, section 5.1; RFC 7578), or undefined when it is malformed. The boundary itself is
 * random and is not kept. What stands before the first one and behind the last one is no part.
 */
export function parseMultipart(bytes: Buffer, boundary: string): RawPart[] | undefined {
  const parts: RawPart[] = [];
  let at = delimiterFrom(bytes, boundary, 0);
  while (at !== undefined && !at.last) {
    const next = delimiterFrom(bytes, boundary, at.end);
    if (next === undefined) return undefined;
    // A part without headers begins with the empty line.
    const bare = bytes.subarray(at.end, at.end + 2).toString('latin1') === '\r\n';
    const head = bare ? at.end - 2 : bytes.indexOf('\r\n\r\n', at.end);
    if (head === -1 || head + 2 > next.begin) return undefined;
    parts.push(
      part(bytes.subarray(at.end, Math.max(head, at.end)).toString('utf8'), bytes.subarray(head + 4, next.begin)),
    );
    at = next;
  }
  return at && parts;
}

/** Where the next delimiter begins and ends: a line of its own, so that a part may hold its letters. */
function delimiterFrom(
  bytes: Buffer,
  boundary: string,
  from: number,
): { begin: number; end: number; last: boolean } | undefined {
  const dashes = Buffer.from(`--${boundary}`);
  for (let at = bytes.indexOf(dashes, from); at !== -1; at = bytes.indexOf(dashes, at + 1)) {
    // The line break before it is part of the delimiter; behind the headers' end it is that end's.
    const atLineStart = at === 0 || bytes.subarray(at - 2, at).toString('latin1') === '\r\n';
    if (!atLineStart) continue;
    const line = bytes.indexOf('\r\n', at);
    const rest = bytes.subarray(at + dashes.length, line === -1 ? bytes.length : line).toString('latin1');
    if (!/^(--)?[ \t]*$/.test(rest)) continue;
    return {
      begin: Math.max(at - 2, from),
      end: line === -1 ? bytes.length : line + 2,
      last: rest.startsWith('--'),
    };
  }
  return undefined;
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
