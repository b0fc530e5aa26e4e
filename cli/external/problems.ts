import { Screen } from '../screen.ts';

/** Prints complete texts of problems on stderr, a blank line before each. */
export function printProblems(problems: readonly string[]): void {
  const screen = new Screen(process.stderr);
  for (const problem of problems) {
    const [first = '', ...more] = problem.split('\n');
    screen.print(['', screen.paint('red', first), ...more].join('\n'));
  }
}
