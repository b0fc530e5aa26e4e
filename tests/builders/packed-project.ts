/** The package as `npm pack` makes it, in a folder that has nothing else but what the package says that it needs. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
});

export interface Ended {
  code: number;
  output: string;
}

export class PackedProject {
  readonly folder: string;
  readonly tarball: string;

  private constructor(folder: string, tarball: string) {
    this.folder = folder;
    this.tarball = tarball;
  }

  /** Builds, packs and installs, without network: dependencies are links to those of the repository. */
  static async install(): Promise<PackedProject> {
    const parent = await mkdtemp(join(tmpdir(), 'packed-'));
    const packed = await run('npm', ['pack', '--pack-destination', parent], root, {});
    const name = packed.output.trim().split('\n').at(-1) ?? '';
    if (packed.code !== 0 || !name.endsWith('.tgz')) throw new Error(packed.output);
    const project = new PackedProject(join(parent, 'project'), join(parent, name));
    const target = project.path('node_modules/llama-stack-e2e');
    mkdirSync(target, { recursive: true });
    await extract({ file: project.tarball, cwd: target, strip: 1 });
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')));
    for (const needed of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      mkdirSync(dirname(project.path('node_modules', needed)), { recursive: true });
      symlinkSync(join(root, 'node_modules', needed), project.path('node_modules', needed));
    }
    return project;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** `npx llama-stack-e2e …` in the folder. */
  command(args: string[], environment: Record<string, string> = {}): Promise<Ended> {
    const program = this.path('node_modules/llama-stack-e2e/dist/cli/main.js');
    return run(process.execPath, [program, ...args], this.folder, environment);
  }

  /** A program that the repository has, in the folder. */
  tool(name: string, args: string[]): Promise<Ended> {
    return run(process.execPath, [join(root, 'node_modules', name), ...args], this.folder, {});
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}

function run(program: string, args: string[], cwd: string, more: Record<string, string>): Promise<Ended> {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const env = { ...inherited, FORCE_COLOR: '0', PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, ...more };
  return new Promise((done) => {
    execFile(program, args, { cwd, env, maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, output: `${stderr}${stdout}` });
    });
  });
}
