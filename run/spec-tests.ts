/** The tests of a spec file as its text shows them: enough for an estimate, without running it. */

export interface SpecTest {
  /** Titles of the describes around it, its own, and its tags, as Playwright matches `-g` against them. */
  name: string;
  /** With `@`. */
  tags: readonly string[];
  /** Whether its title has a place for a value: it stands in a loop, and is several tests. */
  repeated: boolean;
}

interface Around {
  indent: number;
  title: string;
  tags: readonly string[];
}

/** A call of `test` up to its function, or the beginning of any other line. Only `test` itself takes a title that is no literal. */
const CALL =
  /^( *)(?:test(\.describe(?:\.\w+)?|\.only|\.skip|\.fail|\.fixme)?\(\s*(?:(['"`])(.*?)\3)?([\s\S]*?)(?:=>|;)|(\S))/gm;

/** @param text of a spec file, formatted as all of the project are: what stands in a describe is indented deeper */
export function specTests(text: string): SpecTest[] {
  const tests: SpecTest[] = [];
  let around: Around[] = [];
  for (const [, blanks = '', kind = '', quote, title = '', rest = '', other] of text.matchAll(CALL)) {
    const indent = blanks.length;
    around = around.filter((describe) => describe.indent < indent);
    if (other !== undefined) continue;
    const own = { indent, title, tags: [...rest.matchAll(/'(@[\w-]+)'/g)].map(([, tag = '']) => tag) };
    if (kind.startsWith('.describe')) around.push(own);
    else if (kind === '' || quote !== undefined) tests.push(testOf([...around, own]));
  }
  return tests;
}

function testOf(path: readonly Around[]): SpecTest {
  const tags = path.flatMap((each) => each.tags);
  const repeated = path.some(({ title }) => title.includes('${'));
  return { name: [...path.map(({ title }) => title), ...tags].join(' '), tags, repeated };
}
