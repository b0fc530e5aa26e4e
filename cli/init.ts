/** `llama-stack-e2e init`: what a project of its own begins with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { messageOf, UsageFault } from '../errors/fault.ts';
import { filesFor, providers, scripts } from './init/files.ts';

const HELP = `llama-stack-e2e init [--provider ollama|openai]

Writes what a project begins with into this folder: playwright.config.mts, e2e/first.spec.ts, setups/mine.yaml, setups/stack.yaml,
.gitattributes, .gitignore, .github/workflows/e2e.yml and scripts in package.json. A file that is there already stays as it is.

  --provider  what the setup asks: ollama (default), on this machine; openai, with OPENAI_API_KEY`;

const Manifest = z.looseObject({ scripts: z.record(z.string(), z.string()).optional() });

function main(): number {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, provider: { type: 'string', default: 'ollama' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { provider } = values;
  if (positionals.length > 0 || !(provider in providers)) {
    throw new UsageFault({ what: `init does not know ${positionals[0] ?? provider}.`, fix: HELP });
  }
  for (const [file, text] of Object.entries(filesFor(provider))) {
    if (existsSync(file)) {
      console.log(`  is there   ${file}`);
      continue;
    }
    mkdirSync(dirname(join(process.cwd(), file)), { recursive: true });
    writeFileSync(file, text);
    console.log(`  wrote      ${file}`);
  }
  addScripts();
  console.log(`
Next: npm run record -- --missing      records what has no recording; one test gives its answers itself, and one asks the model
      npm run e2e                      replays: no key, no model, no network
What is missing on this machine: npx llama-stack-e2e doctor`);
  return 0;
}

/** The scripts that messages name, where the project has none of that name. */
function addScripts(): void {
  const file = 'package.json';
  const manifest = existsSync(file) ? Manifest.parse(JSON.parse(readFileSync(file, 'utf8'))) : { private: true };
  const merged = { ...manifest, scripts: { ...scripts, ...manifest.scripts } };
  writeFileSync(file, `${JSON.stringify(merged, undefined, 2)}\n`);
  console.log(`  scripts    ${Object.keys(scripts).join(', ')} in ${file}`);
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 2;
}
