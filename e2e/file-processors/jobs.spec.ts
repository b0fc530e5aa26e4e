import { z } from 'zod';
import { expect } from '../../fixtures/index.ts';
import { documentForm, Processed, test } from './fixture.ts';

const jobs = '/v1alpha/file-processors/jobs';
const Job = z.looseObject({
  job_id: z.string(),
  status: z.string(),
  result: Processed.nullable(),
  error: z.string().nullable(),
});
const aurora = documentForm({ name: 'aurora.txt', bytes: Buffer.from('The launch code is 7342.') });
const picture = documentForm({ name: 'a.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47]), type: 'image/png' });

test.describe('File processing jobs', { tag: ['@stack', '@file-processors'] }, () => {
  test('schedules a job and returns its result once completed', async ({ http }) => {
    const created = Job.parse((await http.send('POST', jobs, { body: aurora })).body);
    expect(created).toMatchObject({ status: 'scheduled', result: null, error: null });
    const ended = async () => Job.parse((await http.get(`${jobs}/${created.job_id}`)).body);
    await expect.poll(async () => (await ended()).status).toBe('completed');
    const { result, error } = await ended();
    expect(result?.chunks.map(({ content }) => content)).toEqual(['The launch code is 7342.']);
    expect(error).toBeNull();
  });

  test('ends a job as failed, with the reason, for a file that it cannot read', async ({ http }) => {
    const { job_id } = Job.parse((await http.send('POST', jobs, { body: picture })).body);
    const ended = async () => Job.parse((await http.get(`${jobs}/${job_id}`)).body);
    await expect.poll(async () => (await ended()).status).toBe('failed');
    expect(await ended()).toMatchObject({ result: null, error: expect.stringContaining('image/png') });
  });

  test('cancelling a completed job leaves it as it is', async ({ http }) => {
    const { job_id } = Job.parse((await http.send('POST', jobs, { body: aurora })).body);
    const status = async () => Job.parse((await http.get(`${jobs}/${job_id}`)).body).status;
    await expect.poll(status).toBe('completed');
    const cancelled = await http.send('POST', `${jobs}/${job_id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { job_id, status: 'completed' } });
  });

  test('lists jobs without their results, at most limit', async ({ http }) => {
    const { job_id } = Job.parse((await http.send('POST', jobs, { body: aurora })).body);
    await expect.poll(async () => Job.parse((await http.get(`${jobs}/${job_id}`)).body).status).toBe('completed');
    const listed = z.object({ data: z.array(Job) }).parse((await http.get(`${jobs}?limit=100`)).body).data;
    expect(listed.filter((job) => job.job_id === job_id)).toMatchObject([{ status: 'completed', result: null }]);
    const one = z.object({ data: z.array(Job) }).parse((await http.get(`${jobs}?limit=1`)).body).data;
    expect(one).toHaveLength(1);
  });

  for (const [method, below] of [
    ['GET', ''],
    ['POST', '/cancel'],
  ] as const) {
    test(`answers 404 to ${method} jobs/{job_id}${below} for an unknown job`, async ({ http }) => {
      const { status, body } = await http.send(method, `${jobs}/job_none${below}`);
      expect({ status, body }).toEqual({
        status: 404,
        body: { error: { message: "File-processing job 'job_none' not found." } },
      });
    });
  }
});
