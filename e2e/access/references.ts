/** Requests of which the body names what a user has. */
/** A request whose body has ids in braces, as paths have. */
interface Reference {
  /** The path whose maker makes what is named. */
  made: string;
  /** Where it is posted to. */
  path: string;
  body: Record<string, unknown>;
}

const input = 'Say the code.';
const model = '{model}';
const user = (part: object) => ({ role: 'user', content: [{ type: 'input_text', text: input }, part] });

/** Those that are answered at once, by what they name and where. */
export const REFERENCES: Record<string, Reference> = {
  'previous_response_id of a response': {
    made: '/v1/responses/',
    path: '/v1/responses',
    body: { model, input, previous_response_id: '{response_id}' },
  },
  'conversation of a response': {
    made: '/v1/conversations/',
    path: '/v1/responses',
    body: { model, input, conversation: '{conversation_id}' },
  },
  'prompt.id of a response': {
    made: '/v1/prompts/',
    path: '/v1/responses',
    body: { model, input, prompt: { id: '{prompt_id}' } },
  },
  'file_id of an input_file of a response': {
    made: '/v1/files/',
    path: '/v1/responses',
    body: { model, input: [user({ type: 'input_file', file_id: '{file_id}' })] },
  },
  'file_id of an input_image of a response': {
    made: '/v1/files/',
    path: '/v1/responses',
    body: { model, input: [user({ type: 'input_image', detail: 'auto', file_id: '{file_id}' })] },
  },
  'file_id of a function_call_output of a response': {
    made: '/v1/files/',
    path: '/v1/responses',
    body: {
      model,
      input: [
        { type: 'function_call', call_id: 'call_1', name: 'code', arguments: '{}' },
        { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_file', file_id: '{file_id}' }] },
      ],
    },
  },
};
