import { z } from 'zod';
import { expect } from '../../fixtures/index.ts';
import { archive, bundle, manifest, test } from './fixture.ts';

const Page = z.looseObject({ data: z.array(z.object({ id: z.string() })) });
const Skill = z.looseObject({ id: z.string() });
const ALPHA = { name: 'alpha', description: 'Says alpha.' };

test.describe('Skills', { tag: ['@stack', '@skills'] }, () => {
  test('takes name and description of a skill from its SKILL.md', async ({ uploadedSkill }) => {
    expect(await uploadedSkill(manifest('alpha'))).toEqual({
      id: expect.stringMatching(/^skill-[0-9a-f]{32}$/),
      object: 'skill',
      ...ALPHA,
      default_version: '1',
      latest_version: '1',
      created_at: expect.any(Number),
    });
  });

  test('retrieves a skill as it was created', async ({ uploadedSkill, skills }) => {
    const skill = await uploadedSkill(manifest('alpha'));
    expect(await skills.retrieve(skill.id)).toEqual(skill);
  });

  test('lists each skill once, as it was created', async ({ uploadedSkill, skills }) => {
    const skill = await uploadedSkill(manifest('alpha'));
    const { data } = await skills.list({ limit: 100 });
    expect(data.filter(({ id }) => id === skill.id)).toEqual([skill]);
  });

  test('returns at most limit skills, with first_id, last_id and has_more', async ({ uploadedSkill, http }) => {
    await uploadedSkill(manifest('alpha'));
    await uploadedSkill(manifest('beta'));
    const page = Page.parse((await http.get('/v1alpha/skills?limit=1')).body);
    expect(page.data).toHaveLength(1);
    expect(page).toMatchObject({ has_more: true, first_id: page.data[0]?.id, last_id: page.data[0]?.id });
  });

  test('returns the archive as it was uploaded', async ({ uploadedSkill, http }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    const { status, headers, bytes } = await http.get(`/v1alpha/skills/${id}/content`);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'application/zip' });
    expect(bytes.equals(archive({ 'SKILL.md': manifest('alpha') }))).toBe(true);
  });

  test('deletes a skill', async ({ postBundle, skills }) => {
    const { body } = await postBundle(bundle(archive({ 'SKILL.md': manifest('alpha') })));
    const { id } = Skill.parse(body);
    expect(await skills.delete(id)).toEqual({ id, deleted: true, object: 'skill.deleted' });
    expect((await skills.list({ limit: 100 })).data.map((listed) => listed.id)).not.toContain(id);
  });

  test('answers 404 for a deleted skill, its content and its versions', async ({ postBundle, skills, http }) => {
    const { body } = await postBundle(bundle(archive({ 'SKILL.md': manifest('alpha') })));
    const { id } = Skill.parse(body);
    await skills.delete(id);
    const statuses: number[] = [];
    for (const below of ['', '/content', '/versions', '/versions/1', '/versions/1/content']) {
      statuses.push((await http.get(`/v1alpha/skills/${id}${below}`)).status);
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404]);
  });
});
