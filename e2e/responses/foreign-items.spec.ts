import { expect, test, text } from '../../fixtures/index.ts';

const user = (said: string) => ({ role: 'user', content: said });
const action = { type: 'screenshot' };
const shell = { type: 'exec', command: ['ls'], env: {} };

/** Items that a client may have from a response of another server, each as OpenAI's document writes it. */
const ITEMS: Readonly<Record<string, object[]>> = {
  reasoning: [{ id: 'rs_1', summary: [], encrypted_content: 'sealed' }],
  computer_call: [
    { id: 'cu_1', call_id: 'call_1', action, pending_safety_checks: [], status: 'completed' },
    {
      type: 'computer_call_output',
      call_id: 'call_1',
      output: { type: 'computer_screenshot', image_url: 'data:image/png;base64,AA==' },
    },
  ],
  code_interpreter_call: [
    {
      id: 'ci_1',
      container_id: 'cntr_1',
      code: 'print(1)',
      outputs: [{ type: 'logs', logs: '1' }],
      status: 'completed',
    },
  ],
  image_generation_call: [{ id: 'ig_1', result: 'AA==', status: 'completed' }],
  local_shell_call: [
    { id: 'lsh_1', call_id: 'call_1', action: shell, status: 'completed' },
    { type: 'local_shell_call_output', id: 'call_1', output: 'a.txt' },
  ],
  custom_tool_call: [
    { call_id: 'call_1', name: 'run', input: 'ls' },
    { type: 'custom_tool_call_output', call_id: 'call_1', output: 'a.txt' },
  ],
  mcp_list_tools: [{ id: 'mcpl_1', server_label: 'office', tools: [] }],
  mcp_call: [{ id: 'mcp_1', server_label: 'office', name: 'now', arguments: '{}', output: 'noon', error: null }],
  compaction: [{ id: 'cmp_1', encrypted_content: 'sealed' }],
};

// A turn can be begun at one server and gone on with at another.
test.describe('Items of another server as input', { tag: '@any-provider' }, () => {
  for (const [type, [first, ...more]] of Object.entries(ITEMS)) {
    test(`of type ${type} are taken, or rejected as the client's fault`, async ({
      http,
      provider,
      textModel: model,
    }) => {
      await provider.answers(text('Hello.').optional());
      const input = [user('What is there?'), { type, ...first }, ...more, user('And now?')];
      const { status, body } = await http.post('/v1/responses', { model, input, store: false });
      expect([200, 400], JSON.stringify(body)).toContain(status);
    });
  }
});
