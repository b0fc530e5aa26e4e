import { type Mode, modes } from './protocol.ts';

/** Where the mode is looked for, first set one wins. The last two are the reference harness's. */
export const modeVariables = ['INFERENCE_MODE', 'LLAMA_STACK_TEST_INFERENCE_MODE', 'OGX_TEST_INFERENCE_MODE'] as const;

/** The mode that an environment asks for; `replay` when none does. Throws for a word that is no mode. */
export function inferenceMode(environment: Readonly<Record<string, string | undefined>>): Mode {
  const variable = modeVariables.find((name) => environment[name]?.trim());
  if (variable === undefined) return 'replay';
  const word = environment[variable]?.trim();
  const mode = modes.find((each) => each === word);
  if (mode) return mode;
  throw new Error(`${variable}=${word} is no mode. The modes are ${modes.join(', ')}; without it the mode is replay.`);
}

/** Whether answers of real providers may be written to recordings. */
export function isRecording(mode: Mode): boolean {
  return mode === 'record' || mode === 'record-if-missing';
}
