import { everythingOf, expect } from '../../fixtures/index.ts';
import { archive, bundle, manifest, test } from './fixture.ts';

const next = bundle(archive({ 'SKILL.md': manifest('alpha', 'Says it louder.') }));
const nextAsDefault = bundle(archive({ 'SKILL.md': manifest('alpha', 'Says it louder.') }), { default: 'true' });

test.describe('Versions of a skill', { tag: ['@stack', '@skills'] }, () => {
  test('numbers versions from 1', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    const { body } = await postBundle(next, `/${id}/versions`);
    expect(body).toMatchObject({ object: 'skill.version', version: '2', skill_id: id, description: 'Says it louder.' });
    expect(await skills.retrieve(id)).toMatchObject({ default_version: '1', latest_version: '2' });
  });

  test('makes a version the default with default: true', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(nextAsDefault, `/${id}/versions`);
    expect(await skills.retrieve(id)).toMatchObject({ default_version: '2', latest_version: '2' });
  });

  test('sets default_version to an existing version', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(nextAsDefault, `/${id}/versions`);
    expect(await skills.update(id, { default_version: '1' })).toMatchObject({ id, default_version: '1' });
    expect(await skills.retrieve(id)).toMatchObject({ default_version: '1', latest_version: '2' });
  });

  test('answers 404 when default_version does not exist', async ({ uploadedSkill, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await expect(skills.update(id, { default_version: '9' })).rejects.toMatchObject({ status: 404 });
  });

  test('lists and retrieves each version', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(next, `/${id}/versions`);
    const { data } = await skills.versions.list(id, { order: 'asc' });
    expect(data.map(({ version, description }) => [version, description])).toEqual([
      ['1', 'Says alpha.'],
      ['2', 'Says it louder.'],
    ]);
    for (const version of data) {
      expect(await skills.versions.retrieve(version.version, { skill_id: id })).toEqual(version);
    }
  });

  for (const order of ['asc', 'desc'] as const) {
    test(`pages through versions with after and limit, order=${order}`, async ({
      uploadedSkill,
      postBundle,
      skills,
    }) => {
      const { id } = await uploadedSkill(manifest('alpha'));
      for (let more = 0; more < 2; more++) await postBundle(next, `/${id}/versions`);
      const versions = await everythingOf(skills.versions.list(id, { order, limit: 1 }));
      expect(versions.map(({ version }) => version)).toEqual(order === 'asc' ? ['1', '2', '3'] : ['3', '2', '1']);
    });
  }

  test('returns the archive of each version', async ({ uploadedSkill, postBundle, http }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(next, `/${id}/versions`);
    const second = await http.get(`/v1alpha/skills/${id}/versions/2/content`);
    expect(second.bytes.equals(archive({ 'SKILL.md': manifest('alpha', 'Says it louder.') }))).toBe(true);
  });

  test('deletes a version that is not the default', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(next, `/${id}/versions`);
    const deleted = await skills.versions.delete('2', { skill_id: id });
    expect(deleted).toMatchObject({ id, deleted: true, object: 'skill.version.deleted', version: '2' });
    expect((await skills.versions.list(id)).data.map(({ version }) => version)).toEqual(['1']);
  });

  test('answers 404 for a deleted version', async ({ uploadedSkill, postBundle, skills }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(next, `/${id}/versions`);
    await skills.versions.delete('2', { skill_id: id });
    await expect(skills.versions.retrieve('2', { skill_id: id })).rejects.toMatchObject({ status: 404 });
  });

  test('names the version before a deleted latest one as latest_version', async ({
    uploadedSkill,
    postBundle,
    skills,
  }) => {
    const { id } = await uploadedSkill(manifest('alpha'));
    await postBundle(next, `/${id}/versions`);
    await skills.versions.delete('2', { skill_id: id });
    expect(await skills.retrieve(id)).toMatchObject({ latest_version: '1' });
  });
});
