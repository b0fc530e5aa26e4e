/** `npm run recordings -- pack` and `unpack`: what is packed comes out again, and nothing else comes in. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readArchive } from '../../../cli/recordings/archive-reader.ts';
import { LIMITS } from '../../../cli/recordings/manifest.ts';
import { Screen } from '../../../cli/screen.ts';
import { unpack } from '../../../cli/recordings/unpack.ts';
import { messageOf } from '../../../errors/fault.ts';
import { installFiles } from '../../../cli/recordings/install-files.ts';
import { manifestOf, tarGz, type Entry } from '../../builders/archive.ts';
import { chat, providersOf, RecordingsFolder, textOf } from '../../builders/recordings.ts';

const PATH = 'ogx-1.5/ollama/b.spec.ts/t/providers.json';
const screen = new Screen(process.stdout);
const GOOD = { path: PATH, content: textOf(providersOf('b.spec.ts › t', [chat('q', 'a')])) };

describe('recordings pack and unpack', () => {
  let folder: RecordingsFolder;
  beforeEach(async () => {
    folder = await RecordingsFolder.make();
    await folder.record(['a.spec.ts', 'stays'], [chat('q', 'ä')]);
    await folder.write('recordings/ogx-1.5/startup/ollama.json', textOf(providersOf('start-up of ollama', [])));
    await folder.write('recordings/LICENSES.md', 'notes');
  });
  afterEach(() => folder.remove());

  const archive = () => folder.path('x.tar.gz');
  const unpackFile = (...args: string[]) => folder.recordingsCommand('unpack', archive(), ...args);
  const everything = async (): Promise<string[]> =>
    (await readdir(folder.folder, { recursive: true })).sort((a, b) => (a < b ? -1 : 1));

  /** Unpacks an archive that must be refused, and sees that nothing changed anywhere. */
  async function refusal(bytes: Buffer): Promise<string> {
    await writeFile(archive(), bytes);
    const before = await everything();
    const args = [archive(), '--force', '--recordings', folder.recordings];
    const told = await unpack.run(args, screen).then(() => 'It was unpacked.', messageOf);
    assert.deepEqual(await everything(), before);
    return told;
  }

  test('what was packed is unpacked, byte for byte; equal recordings give equal archives', async () => {
    const packed = await folder.recordingsCommand('pack', archive());
    assert.equal(packed.code, 0, packed.err);
    const bytes = await readFile(archive());
    await folder.recordingsCommand('pack', archive());
    assert.deepEqual(await readFile(archive()), bytes);
    const files = [
      'ogx-1.5/startup/ollama.json',
      'ogx-1.5/ollama/a.spec.ts/stays/providers.json',
      'ogx-1.5/ollama/a.spec.ts/stays/stack.json',
    ];
    const before = await Promise.all(files.map((file) => folder.read(`recordings/${file}`)));
    await folder.shell('rm -r recordings');
    const { code, out, err } = await unpackFile();
    assert.equal(code, 0, err);
    assert.match(out, /^3 files, /);
    assert.deepEqual(await Promise.all(files.map((file) => folder.read(`recordings/${file}`))), before);
    assert.equal((await folder.shell('ls -A recordings')).out, 'ogx-1.5\n');
  });

  test('patterns narrow what is packed; damage and keys are not packed', async () => {
    await folder.recordingsCommand('pack', archive(), 'stays', '--json');
    assert.equal((await folder.shell(`tar tzf ${archive()} | wc -l`)).out.trim(), '3');
    await folder.record(['a.spec.ts', 'has a key'], [chat(`sk-${'x'.repeat(40)}`, '')]);
    const { code, err } = await folder.recordingsCommand('pack', folder.path('y.tar.gz'));
    assert.equal(code, 1);
    assert.match(err, /holds what looks like a key: sk-xxxx…/);
    assert.equal((await everything()).includes('y.tar.gz'), false);
    assert.equal((await folder.recordingsCommand('pack', archive(), 'nothing-like-it')).code, 1);
  });

  test('a sound archive that another tool wrote is taken', async () => {
    await writeFile(archive(), tarGz([manifestOf([GOOD]), GOOD]));
    const { code, err } = await unpackFile();
    assert.equal(code, 0, err);
    assert.equal(await folder.read(`recordings/${PATH}`), GOOD.content);
  });

  const elsewhere = (path: string): Entry[] => [manifestOf([{ ...GOOD, path }]), { ...GOOD, path }];
  const smuggled = (entry: Entry): Entry[] => [manifestOf([GOOD]), GOOD, entry];
  const refused: [string, Entry[], RegExp][] = [
    ['an absolute path', elsewhere('/tmp/ogx-1.5/ollama/a.spec.ts/t/providers.json'), /where no recording lies/],
    ['a path outside', elsewhere(`../${PATH}`), /where no recording lies/],
    ['a path that goes up in the middle', elsewhere(PATH.replace('/t/', '/../../')), /where no recording lies/],
    ['a backslash', elsewhere(PATH.replace('/t/', '/..\\t/')), /where no recording lies/],
    ['a drive', elsewhere(`C:/${PATH}`), /where no recording lies/],
    ['another name', elsewhere('ogx-1.5/ollama/b.spec.ts/t/run.sh'), /where no recording lies/],
    ['a hidden folder', elsewhere('ogx-1.5/ollama/.git/t/providers.json'), /where no recording lies/],
    [
      'a path outside that only the manifest has',
      [manifestOf([{ ...GOOD, path: `../${PATH}` }])],
      /lists "\.\.\/.*where no recording lies/,
    ],
    [
      'a path outside that only the archive has',
      smuggled({ ...GOOD, path: `../${PATH}` }),
      /holds "\.\.\/.*where no recording lies/,
    ],
    [
      'a symbolic link',
      smuggled({ path: PATH.replace('/t/', '/u/'), type: 'SymbolicLink', linkpath: '/etc/passwd' }),
      /no plain file but of type SymbolicLink/,
    ],
    [
      'a link in place of a file',
      [manifestOf([GOOD]), { path: PATH, type: 'SymbolicLink', linkpath: '../../x' }],
      /no plain file but of type SymbolicLink/,
    ],
    [
      'a hard link',
      smuggled({ path: PATH.replace('/t/', '/u/'), type: 'Link', linkpath: PATH }),
      /no plain file but of type Link/,
    ],
    ['a device', smuggled({ path: PATH.replace('/t/', '/u/'), type: 'CharacterDevice' }), /of type CharacterDevice/],
    ['a block device', smuggled({ path: PATH.replace('/t/', '/u/'), type: 'BlockDevice' }), /of type BlockDevice/],
    ['a pipe', smuggled({ path: PATH.replace('/t/', '/u/'), type: 'FIFO' }), /of type FIFO/],
    ['a folder', smuggled({ path: 'ogx-1.5/', type: 'Directory' }), /of type Directory/],
    [
      'a file that the manifest does not list',
      smuggled({ ...GOOD, path: PATH.replace('/t/', '/u/') }),
      /is not in its manifest\.json/,
    ],
    ['a file that is there twice', smuggled(GOOD), /is not in its manifest\.json, or is there twice/],
    [
      'a changed file',
      [manifestOf([GOOD]), { ...GOOD, content: GOOD.content.replace('"q"', '"Q"') }],
      /the checksum is wrong/,
    ],
    ['a longer file', [manifestOf([GOOD]), { ...GOOD, content: `${GOOD.content}\n` }], /the checksum is wrong/],
    ['a file that is missing', [manifestOf([GOOD])], /is in its manifest\.json but not in the archive/],
    [
      'a file that is no recording',
      [manifestOf([{ path: PATH, content: '{"format": 2}' }]), { path: PATH, content: '{"format": 2}' }],
      /is not valid at/,
    ],
    ['no manifest in front', [GOOD, manifestOf([GOOD])], /first entry is ".*providers\.json", not manifest\.json/],
    ['nothing at all', [], /it is empty|TAR_BAD_ARCHIVE/],
    ['a manifest that is no JSON', [{ path: 'manifest.json', content: '{' }, GOOD], /manifest\.json is not JSON/],
    [
      'a manifest of another format',
      [manifestOf([GOOD], { format: 2 }), GOOD],
      /has format 2, this version reads format 1/,
    ],
    ['a manifest of something else', [manifestOf([GOOD], { kind: 'photos' }), GOOD], /is not valid at kind/],
    [
      'names that some file systems take for one',
      [manifestOf([GOOD, { ...GOOD, path: PATH.replace('/t/', '/T/') }]), GOOD],
      /lists ".*" twice/,
    ],
    [
      'a file larger than allowed, by its header',
      [manifestOf([GOOD]), { path: PATH, size: LIMITS.file + 1 }],
      /more than 67108864/,
    ],
    [
      'a file larger than allowed, by the manifest',
      [manifestOf([], { files: [{ path: PATH, bytes: LIMITS.file + 1, sha256: '0'.repeat(64) }] })],
      /more than 67108864/,
    ],
  ];
  for (const [what, entries, why] of refused) {
    test(`refused: ${what}`, async () => {
      const told = await refusal(tarGz(entries));
      assert.match(told, /^The archive was refused, and nothing was unpacked\.\nWhy: /);
      assert.match(told, why);
    });
  }

  test('refused: what is cut off, damaged, or no archive', async () => {
    const whole = tarGz([manifestOf([GOOD]), GOOD]);
    for (const bytes of [
      whole.subarray(0, whole.length - 20),
      whole.subarray(0, 30),
      Buffer.from('no archive'),
      gzipSync(Buffer.alloc(5000, 'x')),
    ]) {
      assert.match(await refusal(bytes), /cannot be read as a \.tar\.gz|it is empty/);
    }
  });

  test('refused: too many files, too much in all, and a small file that unpacks to very much', async () => {
    const second = { ...GOOD, path: PATH.replace('/t/', '/u/') };
    await writeFile(archive(), tarGz([manifestOf([GOOD, second]), GOOD, second]));
    const read = (limits: Partial<typeof LIMITS>) =>
      readArchive(archive(), { ...LIMITS, ...limits }, () => Promise.resolve());
    assert.equal((await read({})).length, 2);
    await assert.rejects(read({ files: 1 }), /(?:lists|holds) (?:2 files, )?more than 1/);
    await assert.rejects(read({ file: GOOD.content.length - 1 }), /has \d+ bytes, more than/);
    await assert.rejects(read({ total: GOOD.content.length + 1 }), /bytes together, more than/);
    await writeFile(archive(), tarGz([manifestOf([GOOD, second])]));
    await assert.rejects(read({ files: 1 }), /lists 2 files, more than 1/);
    await writeFile(archive(), gzipSync(Buffer.alloc(40 * 1024 ** 2)));
    await assert.rejects(read({ files: 1, total: 1024 }), /unpacks to more than \d+ bytes/);
  });

  test('refused: a link among the recordings that leads out of them', async () => {
    await mkdir(folder.path('outside'));
    await symlink(folder.path('outside'), folder.path('recordings/ogx-1.5/vllm'));
    const path = PATH.replace('ollama', 'vllm');
    assert.match(await refusal(tarGz([manifestOf([{ ...GOOD, path }]), { ...GOOD, path }])), /a link that leads out/);
    assert.deepEqual(await readdir(folder.path('outside')), []);
  });

  test('recordings that say something else are replaced by force only', async () => {
    const file = await folder.write(`recordings/${PATH}`, textOf(providersOf('mine', [])));
    const mine = await readFile(file, 'utf8');
    const other = { ...GOOD, path: PATH.replace('/t/', '/a/') };
    await writeFile(archive(), tarGz([manifestOf([other, GOOD]), other, GOOD]));
    const { code, err } = await unpackFile();
    assert.equal(code, 1);
    assert.match(err, /1 recording file of .* would be replaced\.\nGive --force/);
    assert.equal(await readFile(file, 'utf8'), mine);
    assert.equal(
      (await everything()).some((path) => path.includes('b.spec.ts/a')),
      false,
    );
    assert.equal((await unpackFile('--force')).code, 0);
    assert.equal(await readFile(file, 'utf8'), GOOD.content);
  });

  test('a file that cannot be placed puts all others back', async () => {
    const paths = ['ogx-1.5/a.json', 'ogx-1.5/new/b.json', 'ogx-1.5/c.json'];
    const [a = '', b = ''] = paths;
    await folder.write(`recordings/${a}`, 'old');
    for (const path of [a, b]) await folder.write(`recordings/.new/${path}`, 'new');
    const before = (await everything()).filter((path) => !path.includes('.new'));
    await assert.rejects(installFiles(folder.path('recordings/.new'), folder.recordings, paths), /ENOENT/);
    assert.deepEqual(
      (await everything()).filter((path) => !path.includes('.new')),
      before,
    );
    assert.equal(await folder.read(`recordings/${a}`), 'old');
  });
});
