import type { ReportedTest } from '../../reports/reported-test.ts';
import { missed, reported } from './reported-tests.ts';

const SURFACES = [
  'batches',
  'chat',
  'conversations',
  'faults',
  'file-search',
  'files',
  'mcp',
  'responses',
  'vector-stores',
];
const SETUPS = ['gpt', 'llama-cpp-server', 'ollama', 'stack', 'vllm'];
const LINES = ['ogx-1.5', 'llama-stack-0.3'];

/**
 * Finished tests of two lines under five setups, of every outcome, with long titles, drift and three sources of answers.
 * @param failing one in so many fails
 */
export function manyTests(count: number, failing = 40): ReportedTest[] {
  return Array.from({ length: count }, (_, at) => {
    const line = LINES[at % 7 === 0 ? 1 : 0] ?? '';
    const place = {
      id: `spec-${at}`,
      project: SETUPS[at % SETUPS.length] ?? '',
      surface: SURFACES[at % SURFACES.length] ?? '',
      title: `streamed answers of a turn ${at} › emit response.output_text.annotation.added for each citation of the uploaded file`,
      milliseconds: (at * 37) % 4000,
      tags: [`@${line}`],
    };
    if (at % failing === 1) return missed(place);
    if (at % 31 === 2)
      return reported({ ...place, outcome: 'skipped', reason: `${place.project} does not have vision` });
    const drift =
      'The stack answers otherwise than recorded (ogx 1.5.0):\nPOST /v1/responses: another answer\n  usage.total_tokens: recorded 17, now 18';
    const answers = [
      {
        source: 'local model',
        server: 'Ollama 0.17.4 (smollm2:135m, all-minilm:l6-v2)',
        calls: 2,
        recorded: '2026-11-20',
      },
      { source: at % 3 === 0 ? 'scripted' : 'scripted by the spec', calls: 1 },
    ];
    const calls = [{ method: 'POST', path: '/v1/responses', status: 200, events: 12, milliseconds: 30 }];
    return reported(
      { ...place, outcome: at % 6 === 3 ? 'known gap' : 'passed', ...(at % 50 === 5 ? { drift } : {}) },
      { stack: line === 'ogx-1.5' ? 'ogx 1.5.0' : 'llama-stack 0.3.5', line, answers, calls, tokens: 40 },
    );
  });
}
