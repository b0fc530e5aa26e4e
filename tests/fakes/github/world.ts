import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

export interface Outcome {
  code: number;
  out: string;
  error: string;
}

/** A temporary folder with real git repositories, and a `gh` that answers from files. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'github-world-'));
  readonly #gh = join(this.folder, 'gh-answers');
  readonly environment: Record<string, string> = {
    PATH: [import.meta.dirname, process.env['PATH'] ?? ''].join(delimiter),
    HOME: this.folder,
    FAKE_GH: this.#gh,
    GIT_CONFIG_GLOBAL: join(this.folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    SCHEDULE_POLL_SECONDS: '0',
  };

  constructor() {
    this.write(
      'gitconfig',
      '[user]\n\tname = A Person\n\temail = person@example.org\n[init]\n\tdefaultBranch = main\n',
    );
    mkdirSync(join(this.#gh, 'api'), { recursive: true });
    writeFileSync(join(this.#gh, 'log'), '');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** The answer of `gh <command> <subcommand>`, or of `gh api <path>`. */
  answer(command: string, answer: unknown): void {
    const api = /^api (.*)$/.exec(command)?.[1];
    const name = api === undefined ? command.replaceAll(' ', '-') : join('api', api.replaceAll(/[/?=]/g, '_'));
    writeFileSync(join(this.#gh, `${name}.json`), JSON.stringify(answer));
  }

  /** A file of the fake itself, such as `logged-out`. */
  set(name: string, text = ''): void {
    writeFileSync(join(this.#gh, name), text);
  }

  /** What `gh` was asked, a line each. */
  asked(): string[] {
    return readFileSync(join(this.#gh, 'log'), 'utf8').split('\n').filter(Boolean);
  }

  run(
    cwd: string,
    program: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = execFile(
        program,
        [...args],
        { cwd: this.path(cwd), env: { ...this.environment, ...environment } },
        (_error, out, error) => resolve({ code: child.exitCode ?? -1, out, error }),
      );
    });
  }

  /** @throws when git fails */
  async git(cwd: string, ...args: string[]): Promise<string> {
    const { code, out, error } = await this.run(cwd, 'git', args);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${error}`);
    return out.trim();
  }

  async commit(cwd: string, file: string, text = file): Promise<string> {
    this.write(join(cwd, file), text);
    await this.git(cwd, 'add', '--all');
    await this.git(cwd, 'commit', '--quiet', '--message', `Add ${file}`);
    return this.git(cwd, 'rev-parse', 'HEAD');
  }

  /** A bare repository in the place of `https://github.com/<name>`. */
  async repository(name: string): Promise<void> {
    mkdirSync(this.path(`remotes/${name}.git`), { recursive: true });
    await this.git('.', 'init', '--quiet', '--bare', `remotes/${name}.git`);
  }

  /** Lets git find the repository of another name, or of an ssh address, as GitHub does. */
  async alias(url: string, name: string): Promise<void> {
    await this.git('.', 'config', '--global', `url.${this.path(`remotes/${name}.git`)}.insteadOf`, url);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
