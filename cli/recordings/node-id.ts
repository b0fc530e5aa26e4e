/** Names of pytest's tests, as its plugin for this project names the attempts of a suite. */
import { EXTERNAL } from '../../replay/recording/external.ts';
import { SpecPath } from '../../replay/recording/names.ts';
import type { TestName } from '../../replay/recording/location.ts';

const LONGEST_TITLE = 1000;
/** What no folder may have in its name: a dot in front, separators of any system, control characters. */
const UNFIT = /^\.|[\\:\p{Cc}]/gu;

/**
 * The test of a node id, `tests/chat/test_chat.py::TestChat::test_hello[a]`: the file, and the titles behind it. A name without
 * `::` is that of a test of the suite itself.
 * @param suite the folder of the suite below `external/`
 * @returns undefined for an id that names no test
 */
export function testOfNode(node: string, suite: string): Pick<TestName, 'spec' | 'titlePath'> | undefined {
  // What stands in brackets is a parameter's value, which may hold a `::` of its own.
  const [plain = '', ...parameters] = node.split(/(?=\[)/);
  const [file = '', ...titles] = plain.includes('::') ? plain.split('::') : ['', plain];
  const last = (titles.pop() ?? '') + parameters.join('');
  const folders = file.split('/').filter((part) => part !== '' && part !== '.');
  const spec = [EXTERNAL, suite, ...folders.map((part) => part.replace(UNFIT, '_'))].join('/');
  const titlePath = [...titles, last].map((title) => title.slice(0, LONGEST_TITLE));
  return SpecPath.safeParse(spec).success && titlePath.every((title) => title !== '') ? { spec, titlePath } : undefined;
}
