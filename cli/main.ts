#!/usr/bin/env node
/** `llama-stack-e2e <command>`: the one entry of an installed package. */
import { faultText } from '../errors/fault.ts';
import { nodeFault } from '../fixtures/node-version.ts';

const fault = nodeFault(process.version);
if (fault === undefined) {
  // What an older Node could not load is loaded behind that.
  const { main } = await import('./commands.ts');
  await main(process.argv.slice(2));
} else {
  console.error(faultText(fault));
  process.exitCode = 1;
}
