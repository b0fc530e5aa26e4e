/** The ways in which a text is written where it is not written as it is. */

/** A key in base64 behind one that is shorter than this stands for too little of it. */
const SHORTEST_IN_BASE64 = 8;

/**
 * A secret as it is, as JSON writes it (also with `\/`, as PHP does, and in ASCII alone, as Python does), as an address does,
 * once and twice, and a form, as HTML does, and in base64 wherever it stands in it: `user:key` of a Basic header is one.
 */
export function spellings(secret: string): string[] {
  const url = encodeURIComponent(secret.toWellFormed());
  const plain = [
    secret,
    url,
    lowerHex(url),
    encodeURIComponent(url),
    url.replaceAll('%20', '+'),
    ...inHtml(secret),
    ...inBase64(secret),
  ];
  const json = inJson(secret);
  return [...new Set([...plain.flatMap(nestedInJson), json.replaceAll('/', '\\/'), inAscii(json)])];
}

/** How often JSON stands in a string of JSON: a tool's result, in its message, in a body, that an answer tells of. */
const DEEPEST = 4;

function nestedInJson(text: string): string[] {
  const nested = [text];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const deeper = inJson(nested[depth] ?? '');
    if (deeper === nested[depth]) break;
    nested.push(deeper);
  }
  return nested;
}

/** A text as it is written inside a string of JSON. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lowerHex(url: string): string {
  return url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** With names, with numbers, and with the two ways to write the one that has no name in HTML 4. */
function inHtml(text: string): string[] {
  const named = text.replaceAll(/[&<>"]/g, (sign) => NAMED[sign] ?? sign);
  return [
    named,
    named.replaceAll("'", '&#39;'),
    named.replaceAll("'", '&#x27;'),
    named.replaceAll("'", '&#x27;').replaceAll('/', '&#x2F;'),
    text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  ];
}

/** What all base64 of texts that hold this one has of it, by the three places where it may begin; also in the letters of addresses. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const standard = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    // Groups of three bytes that are all of this text: the others depend on what is around.
    const [from, to] = [before === 0 ? 0 : 4, Math.floor(whole.length / 3) * 4];
    return whole.toString('base64').slice(from, to);
  });
  return standard
    .filter(({ length }) => length >= SHORTEST_IN_BASE64)
    .flatMap((written) => [written, written.replaceAll('+', '-').replaceAll('/', '_')]);
}
