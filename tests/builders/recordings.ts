/** Small recordings, and a folder of them with the real command line on it. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Json, ProviderExchange, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { recordingText } from '../../replay/recording/file-text.ts';
import { recordingFolder, testTitle } from '../../replay/recording/location.ts';
import { FORMAT, type ProvidersRecording, type StackRecording } from '../../replay/recording/format.ts';

const root = join(import.meta.dirname, '../..');

/** A chat completion of one answer. */
export function chat(question: string, answer: string, changes: Partial<ProviderExchange> = {}): ProviderExchange {
  return {
    provider: 'ollama',
    call: 1,
    request: {
      method: 'POST',
      path: '/v1/chat/completions',
      body: { json: { model: 'tiny', messages: [{ role: 'user', content: question }] } },
    },
    response: json({
      id: 'chatcmpl-1',
      created: 1,
      choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
    }),
    ...changes,
  };
}

export function json(body: Json): RecordedAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { json: body } };
}

/** The events of a chat stream that brings its text in pieces. */
export function pieces(...texts: string[]): RecordedAnswer {
  const events = texts.map((content) => ({ data: { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] } }));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    events: [...events, { raw: 'data: [DONE]\n\n' }],
  };
}

export function providersOf(test: string, exchanges: ProviderExchange[]): ProvidersRecording {
  const models = ['tiny'];
  return {
    format: FORMAT,
    test,
    setup: 'ollama',
    recorded: '2026-01-02',
    stack: 'ogx 1.5.0',
    seam: 'providers',
    from: exchanges.length === 0 ? {} : { ollama: { server: 'Ollama 1', models, source: 'local model' } },
    literals: [],
    exchanges,
  };
}

export function stackOf(test: string, exchanges: readonly ProviderExchange[]): StackRecording {
  const { seam: _, from: _from, literals: _literals, exchanges: _exchanges, ...header } = providersOf(test, []);
  const calls = exchanges.map(({ request, response }) => ({ request, response }));
  return { ...header, seam: 'stack', calls };
}

export function textOf(recording: ProvidersRecording | StackRecording): string {
  return recordingText(recording);
}

/** `answer.spec.ts › says hello`, in parts. */
export type Title = readonly [spec: string, ...titlePath: string[]];

/** What `playwright test --list --reporter=json` prints for tests of the setup `ollama`; a title ending in `@tag` has it. */
export function listing(titles: readonly Title[]): string {
  const suites = titles.map(([file, ...titlePath]) => {
    const [last = '', ...tags] = (titlePath.at(-1) ?? '').split(' @');
    const tests = [{ projectName: 'ollama', expectedStatus: 'passed' }];
    const innermost = { title: '', file, specs: [{ title: last, file, tags, tests }] };
    const nested = titlePath
      .slice(0, -1)
      .reduceRight<object>((inner, title) => ({ title, file, specs: [], suites: [inner] }), innermost);
    return { title: file, file, specs: [], suites: [nested] };
  });
  return JSON.stringify({
    config: { rootDir: '/project/e2e', projects: [{ name: 'ollama', testDir: '/project/e2e' }] },
    suites,
    errors: [],
  });
}

export interface Ended {
  code: number;
  out: string;
  err: string;
}

export class RecordingsFolder {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<RecordingsFolder> {
    const made = new RecordingsFolder(await mkdtemp(join(tmpdir(), 'recordings-test-')));
    await mkdir(made.recordings);
    return made;
  }

  get recordings(): string {
    return join(this.folder, 'recordings');
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async write(path: string, content: string | Buffer): Promise<string> {
    const file = this.path(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  /** Writes both files of a test. Answers its folder below `recordings`. */
  async record([spec, ...titlePath]: Title, exchanges: ProviderExchange[], line = 'ogx-1.5'): Promise<string> {
    const name = { setup: 'ollama', spec, titlePath };
    const [folder, title] = [`${line}/${recordingFolder(name)}`, testTitle(name)];
    await this.write(`recordings/${folder}/providers.json`, textOf(providersOf(title, exchanges)));
    await this.write(`recordings/${folder}/stack.json`, textOf(stackOf(title, exchanges)));
    return folder;
  }

  /** `npm run recordings -- <args>` on this folder. */
  recordingsCommand(name: string, ...args: string[]): Promise<Ended> {
    const program = join(root, 'cli', 'recordings.ts');
    return run(process.execPath, [program, name, '--recordings', this.recordings, ...args], this.folder);
  }

  async git(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org'];
    const { code, out, err } = await run('git', [...identity, ...args], this.folder);
    if (code !== 0) throw new Error(err);
    return out;
  }

  /** The same, with modules that are imported before it, and with variables of its own. */
  recordingsCommandWith(
    modules: readonly string[],
    variables: Record<string, string>,
    name: string,
    ...args: string[]
  ): Promise<Ended> {
    const program = [...modules.map((module) => `--import=${module}`), join(root, 'cli', 'recordings.ts')];
    return run(process.execPath, [...program, name, '--recordings', this.recordings, ...args], this.folder, variables);
  }

  /** Runs a line as a shell reads it. */
  shell(line: string): Promise<Ended> {
    return run('sh', ['-c', line], this.folder);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  variables: Record<string, string> = {},
): Promise<Ended> {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const environment = { ...inherited, ...variables };
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.withResolvers<number>();
  child.on('error', ended.reject);
  child.on('close', (code) => ended.resolve(code ?? 1));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
  return { code, out, err };
}
