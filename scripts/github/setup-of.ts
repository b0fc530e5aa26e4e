/** Prints the setup that a suite runs under when none is named. */
import { loadSuites } from '../../setups/suites.ts';

const [name = ''] = process.argv.slice(2);
const { suites } = loadSuites();
const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
if (suite === undefined) {
  console.error(`There is no suite "${name}". There are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
console.log(suite.setup);
