/**
 * What a command that records a test of this run must begin with, `STACK_CONFIG=llama-stack-0.3 ` with the blank behind
 * it, so that it records on the line whose recordings the run uses; nothing where that is the default one.
 * @param pointer the run's pointer, as it was given
 * @param line the line whose recordings the run was told to use
 */
export function recordSettings(pointer: string | undefined, line: string | undefined): string {
  const named = pointer?.trim();
  // Recorded answers come from no stack that could be recorded again: their line can.
  const stack = line || (named === 'recorded' ? undefined : withoutFile(named));
  return stack ? `STACK_CONFIG=${quoted(stack)} ` : '';
}

/** The distribution of a run config of its own: where a stack keeps its data makes no other recordings. */
function withoutFile(pointer: string | undefined): string | undefined {
  return pointer?.includes('=') ? pointer : pointer?.replace(/::[^:]+/, '');
}

function quoted(text: string): string {
  return /^[\w@.:/=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
