import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';
import { provision } from '../../../stack/python/provision.ts';
import { distributions } from './world.ts';

type Environment = Record<string, string | undefined>;

/** An environment in which only the fake Python is found, and no uv. */
export function fakePython(folder: string, more: Environment = {}): Environment {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'uv'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return {
    PATH: `${bin}:${process.env['PATH']}`,
    STACK_PYTHON: join(import.meta.dirname, 'python'),
    FAKE_PIP_CALLS: join(folder, 'calls'),
    ...more,
  };
}

/** Provisions the fake stack with one requirement into `<folder>/cache`; its pins are those of version 1.0.0. */
export function provisionFake(
  folder: string,
  environment: Environment,
  progress: (text: string) => void = () => undefined,
  version = '1.0.0',
): Promise<string> {
  const [fake] = loadDistributions(distributions);
  if (!fake) throw new Error('There is no fake distribution.');
  mkdirSync(join(folder, 'distribution'), { recursive: true });
  writeFileSync(join(folder, 'distribution/requirements.txt'), 'fake==1.0.0\n');
  const python = { supported: ['3.12'], versioned: ['fake'], direct: ['beside'] };
  return provision({
    distribution: { ...fake, python, folder: join(folder, 'distribution') },
    version,
    cache: join(folder, 'cache'),
    environment,
    progress,
  });
}
