import { expect } from '../../fixtures/index.ts';
import { archive, bundle, manifest, test } from './fixture.ts';

const SKILL_MD = { 'SKILL.md': manifest('alpha') };
const REFUSED: [what: string, bytes: () => Buffer, why: string][] = [
  ['a file that is no archive', () => Buffer.from('not a zip'), 'file is not a valid zip archive'],
  ['an archive without SKILL.md', () => archive({ 'README.md': 'Nothing.' }), 'SKILL.md not found at archive root'],
  ['a path that leaves the archive', () => archive({ ...SKILL_MD, '../../evil.txt': 'x' }), 'path traversal detected'],
  ['an absolute path', () => archive({ ...SKILL_MD, '/etc/evil.txt': 'x' }), 'path traversal detected'],
  ['a SKILL.md without a name', () => archive({ 'SKILL.md': '---\ndescription: x\n---\n' }), "must include 'name'"],
  ['a SKILL.md without front matter', () => archive({ 'SKILL.md': '# Alpha' }), 'SKILL.md'],
  ['a SKILL.md that is no YAML', () => archive({ 'SKILL.md': '---\nname: [\n---\n' }), 'frontmatter'],
  ['64 MB of zeros in a small archive', () => archive({ ...SKILL_MD, big: '\0'.repeat(64_000_000) }), 'size'],
];

test.describe('Skills', { tag: ['@stack', '@skills'] }, () => {
  for (const [what, bytes, why] of REFUSED) {
    test(`rejects ${what} with 400`, async ({ postBundle, skills }) => {
      const { status, body } = await postBundle(bundle(bytes()));
      expect({ status, body }).toEqual({ status: 400, body: { error: { message: expect.stringContaining(why) } } });
      expect((await skills.list()).data.map(({ name }) => name)).not.toContain('evil');
    });
  }

  test('rejects an upload without a file with 400', async ({ postBundle }) => {
    const { status, body } = await postBundle(new FormData());
    expect({ status, body: JSON.stringify(body) }).toEqual({
      status: 400,
      body: expect.stringContaining('Field required'),
    });
  });

  for (const path of ['{id}', '{id}/content', '{id}/versions', '{id}/versions/1', '{id}/versions/1/content']) {
    test(`answers 404 at /v1alpha/skills/${path} for an unknown skill`, async ({ http }) => {
      const { status, body } = await http.get(`/v1alpha/skills/${path.replace('{id}', 'skill-none')}`);
      expect({ status, body }).toEqual({
        status: 404,
        body: { error: { message: expect.stringContaining('skill-none') } },
      });
    });
  }

  test('answers 404 when deleting an unknown skill', async ({ skills }) => {
    await expect(skills.delete('skill-none')).rejects.toMatchObject({ status: 404 });
  });
});
