/**
 * Prints the commands of `npm run providers` that bring up what a setup records from, one a line. A service whose key is
 * in the environment is asked itself.
 */
import { askedProviders, loadProvider, loadSetups } from '../../setups/load.ts';

const [name = ''] = process.argv.slice(2);
const setup = loadSetups().find((each) => each.name === name);
if (setup === undefined) {
  const known = loadSetups().map((each) => each.name);
  console.error(`There is no setup "${name}". There are ${known.join(', ')}.`);
  process.exit(2);
}
for (const provider of askedProviders([setup])) {
  const { start, server, key } = loadProvider(provider);
  if (!key.optional && process.env[key.variable]) continue;
  const word = /^npm run providers -- (\S+)$/.exec(start ?? '')?.[1];
  if (word === undefined) {
    console.error(`${server} cannot be brought up here. ${setup.needs ?? ''}`);
    process.exit(1);
  }
  console.log(word);
}
