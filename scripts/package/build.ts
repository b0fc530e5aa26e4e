/** `npm run build`: what the package ships, in `dist/`, laid out as the repository is: compiled code, and the data beside it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const data = [
  'contracts/sdk-types/tsconfig.json',
  'e2e/sources.yaml',
  // The Python packages of the tests of external providers.
  'e2e/external-providers/**/*.{py,toml,yaml}',
  'replay/answers/captured/*',
  'setups/**/*.yaml',
  'stack/distributions/*/*',
  'recordings/LICENSES.md',
  'recordings/*/startup/*.json',
];

const out = join(root, 'dist');
rmSync(out, { recursive: true, force: true });
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
// The specs first, which nobody imports and so have no types: what they import comes again, with types.
for (const config of ['tsconfig.build-specs.json', 'tsconfig.build.json']) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', config], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
for (const file of globSync(data, { cwd: root })) cpSync(join(root, file), join(out, file), { recursive: true });
chmodSync(join(out, 'cli', 'main.js'), 0o755);
