/** Documents as users have them, and the text that must come out. Bytes, since what is asked is how they are read. */
export interface Document {
  /** What it is, as in "extracts the text of …". */
  what: string;
  name: string;
  type: string;
  bytes: Buffer;
  text: string;
}

const CODE = 'def f(x):\n    if x:\n        return 1\n    return 2';

export const DOCUMENTS: Document[] = [
  {
    what: 'source code with its indentation',
    name: 'f.py',
    type: 'text/x-python',
    bytes: Buffer.from(CODE),
    text: CODE,
  },
  ...plain('CSV', 'a.csv', 'text/csv', 'name,city\nAda,"Paris, Texas"\n', 'name,city\nAda,"Paris, Texas"'),
  ...plain('Markdown', 'a.md', 'text/markdown', '# Title\n\n- one\n- two', '# Title\n\n- one\n- two'),
  ...plain('JSON', 'a.json', 'application/json', '{"code":7342}', '{"code":7342}'),
  ...plain('a text with blank lines', 'a.txt', 'text/plain', 'One.\n\n\nTwo.', 'One.\n\n\nTwo.'),
  ...plain('a text with CRLF line ends', 'a.txt', 'text/plain', 'One.\r\nTwo.', 'One.\nTwo.'),
  ...plain('a text with a byte order mark', 'a.txt', 'text/plain', '\uFEFFOne.', 'One.'),
  ...plain(
    'special tokens as text',
    'a.txt',
    'text/plain',
    'Ends with <|endoftext|> here.',
    'Ends with <|endoftext|> here.',
  ),
  ...plain(
    'Chinese, Japanese and Korean',
    'a.txt',
    'text/plain',
    '猫は好きです。我喜欢猫。고양이',
    '猫は好きです。我喜欢猫。고양이',
  ),
  ...plain('emoji', 'a.txt', 'text/plain', 'A 👩‍👩‍👧 and a 🏳️‍🌈.', 'A 👩‍👩‍👧 and a 🏳️‍🌈.'),
  {
    what: 'Latin-1',
    name: 'a.txt',
    type: 'text/plain; charset=iso-8859-1',
    bytes: Buffer.from('Les élèves français à Genève mangent des crêpes.', 'latin1'),
    text: 'Les élèves français à Genève mangent des crêpes.',
  },
  {
    what: 'UTF-16 with a byte order mark',
    name: 'a.txt',
    type: 'text/plain; charset=utf-16',
    bytes: Buffer.from('\uFEFFGrüße aus Köln.', 'utf16le'),
    text: 'Grüße aus Köln.',
  },
];

function plain(what: string, name: string, type: string, content: string, text: string): Document[] {
  return [{ what, name, type, bytes: Buffer.from(content), text }];
}

/** A PDF of one page a text, in Helvetica; a reader that is strict about the table of offsets takes it too. */
export function pdf(...pages: string[]): Buffer {
  const font = 3 + pages.length * 2;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, n) => `${3 + n * 2} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    ...pages.flatMap((text, n) => {
      const content = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`;
      const resources = `/Resources << /Font << /F1 ${font} 0 R >> >> /MediaBox [0 0 612 792]`;
      return [
        `<< /Type /Page /Parent 2 0 R ${resources} /Contents ${4 + n * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, n) => {
    const offset = file.length;
    file += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
