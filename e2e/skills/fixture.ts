import type { OpenAI } from 'openai';
import type { Skill } from 'openai/resources/skills';
import { zipSync } from 'fflate';
import { created } from '../../fixtures/created.ts';
import type { Answer } from '../../fixtures/http-client.ts';
import { test as base } from '../../fixtures/index.ts';

/** The text of a SKILL.md with this name and description in its front matter. */
export function manifest(name: string, description = `Says ${name}.`): string {
  return `---\nname: ${name}\ndescription: ${description}\n---\n# ${name}\nSay ${name}.\n`;
}

/** A zip archive of these files, by path. Its times are fixed, so that the same files make the same bytes. */
export function archive(files: Readonly<Record<string, string>>): Buffer {
  const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(bytes), { mtime: new Date(2026, 0, 1) }));
}

/** A form with an archive as the part `file`, and other fields. */
export function bundle(bytes: Buffer, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], 'skill.zip', { type: 'application/zip' }));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

interface SkillFixtures {
  /** OpenAI's own resource for skills, below `/v1alpha`, where the stack serves them. */
  skills: OpenAI['skills'];
  /** Posts a form to `/v1alpha/skills`, or to a path below it. */
  postBundle: (form: FormData, below?: string) => Promise<Answer>;
  /** Uploads a skill with this text as its SKILL.md; it is deleted after the test. */
  uploadedSkill: (skillMd: string) => Promise<Skill>;
}

export const test = base.extend<SkillFixtures>({
  skills: ({ client }, use) => use(alphaOf(client).skills),

  postBundle: ({ http }, use) =>
    use((form, below = '') => http.send('POST', `/v1alpha/skills${below}`, { body: form })),

  uploadedSkill: ({ client, skills }, use) =>
    created(
      (skillMd: string) => {
        const body = bundle(archive({ 'SKILL.md': skillMd }));
        return alphaOf(client).post<Skill>('/skills', { body });
      },
      ({ id }) => skills.delete(id),
      use,
    ),
});

/** The client below `/v1alpha`. */
function alphaOf(client: OpenAI): OpenAI {
  return client.withOptions({ baseURL: client.baseURL.replace(/v1$/, 'v1alpha') });
}
