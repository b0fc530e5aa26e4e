/** Calls of the function `greet` that differ from the API's own form, piece by piece, and are clear all the same. */
import { stream } from '../../fixtures/index.ts';
import { chunk } from './stream-forms.ts';

type Piece = Parameters<typeof chunk>[0];

export const ARGUMENTS = '{"name":"Ada"}';
const begun = { id: 'call_a', type: 'function' };
const named = { name: 'greet', arguments: '{"name":' };
const rest = { arguments: '"Ada"}' };

/** Chunks that bring these pieces of tool calls, one each, and end for this reason. */
export function calling(pieces: readonly Piece[], finish_reason = 'tool_calls') {
  const chunks = pieces.map((piece) => chunk({ tool_calls: [piece] }));
  return stream([...chunks, chunk({}, { finish_reason }), 'data: [DONE]\n\n']);
}

export const UNUSUAL_CALLS: readonly { fault: string; pieces: readonly Piece[] }[] = [
  {
    fault: 'the name comes late',
    pieces: [
      { index: 0, ...begun, function: { arguments: '' } },
      { index: 0, function: { name: 'greet' } },
      { index: 0, function: { arguments: ARGUMENTS } },
    ],
  },
  { fault: 'the index is missing', pieces: [{ ...begun, function: named }, { function: rest }] },
  {
    fault: 'the id is missing',
    pieces: [
      { index: 0, type: 'function', function: named },
      { index: 0, function: rest },
    ],
  },
  {
    fault: 'the id is in each piece',
    pieces: [
      { index: 0, ...begun, function: named },
      { index: 0, ...begun, function: rest },
    ],
  },
  {
    fault: 'the arguments are an object',
    pieces: [{ index: 0, ...begun, function: { name: 'greet', arguments: { name: 'Ada' } } }],
  },
];
