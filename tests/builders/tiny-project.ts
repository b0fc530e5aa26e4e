import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const result = z.object({
  status: z.string(),
  errors: z.array(z.object({ message: z.string().optional() })),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]),
  attachments: z.array(z.object({ name: z.string(), body: z.base64().optional() })).default([]),
});
const spec = z.object({ title: z.string(), ok: z.boolean(), tests: z.array(z.object({ results: z.array(result) })) });
const suite = z.object({
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional();
  },
});
const report = z.object({ suites: z.array(suite), errors: z.array(z.object({ message: z.string().optional() })) });

export interface TinyResult {
  ok: boolean;
  status: string;
  /** All errors' messages, without colours. */
  errors: string;
  annotations: { type: string; description?: string | undefined }[];
  attachments: { name: string; text: string }[];
}

export interface TinyConfig {
  reporter?: [name: string, options?: object][];
  use?: object;
  /** The setup under test without it: `ollama`. */
  projects?: { name: string; use: object }[];
}

export interface TinyRun {
  code: number;
  /** What the run wrote to stdout alone. */
  stdout: string;
  /** What the run wrote to stdout and stderr. */
  printed: string;
  tests: Map<string, TinyResult>;
}

const root = join(import.meta.dirname, '../..');

/** A Playwright project of one spec file, inside the repository so that it finds the fixtures, run by the real command line. */
export class TinyProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * @param spec the spec file; it imports the fixtures from `../../../fixtures/index.ts`
   * @param config of Playwright, besides what `run` needs
   */
  static async write(spec: string, { reporter = [], ...config }: TinyConfig = {}): Promise<TinyProject> {
    const folder = await mkdtemp(join(import.meta.dirname, '../contract/.tiny-'));
    const whole = {
      testDir: '.',
      workers: 2,
      timeout: 10_000,
      outputDir: 'results',
      globalSetup: '../../builders/tiny-run.ts',
      projects: [{ name: 'ollama', use: { setupName: 'ollama' } }],
      ...config,
      reporter: [['json', { outputFile: 'report.json' }], ...reporter],
    };
    await writeFile(join(folder, 'playwright.config.ts'), `export default ${JSON.stringify(whole)};\n`);
    await writeFile(join(folder, 'a.spec.ts'), spec);
    return new TinyProject(folder);
  }

  /**
   * Runs all tests; answers their results by title, what the run printed, and the exit code.
   * @param environment settings of a run, such as `INFERENCE_MODE`, beside what `TinyWorld` has
   */
  async run(environment: Record<string, string>): Promise<TinyRun> {
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    return this.#finished([cli, 'test'], environment);
  }

  /** Runs all tests by a program of this project that hands its arguments on to `playwright test`. */
  runBy(program: string, args: readonly string[], environment: Record<string, string>): Promise<TinyRun> {
    const config = join(this.folder, 'playwright.config.ts');
    return this.#finished([join(root, program), ...args, '--config', config], environment);
  }

  async #finished(args: readonly string[], environment: Record<string, string>): Promise<TinyRun> {
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...inherited, FORCE_COLOR: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[code], out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
    const { suites } = report.parse(JSON.parse(await readFile(join(this.folder, 'report.json'), 'utf8')));
    const tests = new Map<string, TinyResult>();
    for (const { title, ok, tests: runs } of suites.flatMap(specsOf)) {
      const last = runs[0]?.results.at(-1);
      const errors = last?.errors.map(({ message }) => message ?? '').join('\n') ?? '';
      tests.set(title, {
        ok,
        status: last?.status ?? 'none',
        errors: stripVTControlCharacters(errors),
        annotations: last?.annotations ?? [],
        attachments: last?.attachments.map(attachmentText) ?? [],
      });
    }
    return { code: Number(code), stdout: out, printed: out + err, tests };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function attachmentText({ name, body = '' }: z.infer<typeof result>['attachments'][number]) {
  return { name, text: Buffer.from(body, 'base64').toString('utf8') };
}

function specsOf(one: z.infer<typeof suite>): z.infer<typeof spec>[] {
  return [...one.specs, ...(one.suites ?? []).flatMap(specsOf)];
}
