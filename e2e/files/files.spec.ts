import { toFile } from 'openai';
import { expect, test } from '../../fixtures/index.ts';

const text = 'Grüße aus Ōsaka 🎏\nSecond line, after a bare newline.\n';

test('returns the content of a file byte for byte', { tag: '@stack' }, async ({ client, uploadedFile }) => {
  const file = await uploadedFile('grüße.txt', text);
  const content = await client.files.content(file.id);
  expect(Buffer.from(await content.arrayBuffer())).toEqual(Buffer.from(text));
});

test('returns the same file object from upload and retrieve', { tag: '@stack' }, async ({ client, uploadedFile }) => {
  const file = await uploadedFile('greeting.txt', text);
  expect(file).toMatchObject({
    object: 'file',
    id: expect.stringMatching(/^file-/),
    filename: 'greeting.txt',
    bytes: Buffer.byteLength(text),
    purpose: 'assistants',
  });
  expect(await client.files.retrieve(file.id)).toEqual(file);
});

test('lists uploaded files', { tag: '@stack' }, async ({ client, uploadedFile }) => {
  const files = [await uploadedFile('one.txt', text), await uploadedFile('two.txt', text)];
  const { data } = await client.files.list({ order: 'desc', limit: 1000 });
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(files.map(({ id }) => id)));
});

test('deletes a file, then answers 404 for it', { tag: '@stack' }, async ({ client }) => {
  const { id } = await client.files.create({
    purpose: 'assistants',
    file: await toFile(Buffer.from(text), 'greeting.txt'),
  });
  expect(await client.files.delete(id)).toEqual({ id, object: 'file', deleted: true });
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404, message: expect.stringContaining(id) });
});

test('answers 404 for an unknown file', { tag: '@stack' }, async ({ client }) => {
  const unknown = 'file-00000000000000000000000000000000';
  await expect(client.files.retrieve(unknown)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`File '${unknown}' not found`),
  });
});

test('rejects a malformed file id with 400', { tag: '@stack' }, async ({ client }) => {
  await expect(client.files.retrieve('file-nope')).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('file-nope'),
  });
});
