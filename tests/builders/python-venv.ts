/** A virtual environment of the Python that the stack runs with, for clients that are written in Python. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadDistributions } from '../../stack/pointer/distribution.ts';
import { findPython } from '../../stack/python/python.ts';

const exec = promisify(execFile);

/** Makes one in `folder`, and installs what `requirements` lists. @returns the folder of its programs */
export async function pythonVenv(folder: string, requirements: string): Promise<string> {
  const [distribution] = loadDistributions().filter((each) => each.default);
  const python = await findPython({
    supported: distribution?.python?.supported ?? [],
    environment: process.env,
    needsVenv: true,
  });
  await exec(python.executable, ['-m', 'venv', folder]);
  const bin = join(folder, 'bin');
  await exec(join(bin, 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ]);
  return bin;
}
