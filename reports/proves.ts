/** What a run is worth: one sentence for the terminal and for the pages. */
export function provesText(recordedStack: boolean, mode: string | undefined): string {
  if (mode === undefined) return 'Proves: nothing, since no test reached a stack.';
  if (recordedStack) return 'Proves: client and spec code only. NO STACK WAS TESTED: its answers were recorded ones.';
  if (mode === 'live') return 'Proves: this stack with these providers, today. Nothing was recorded.';
  if (mode.startsWith('record'))
    return 'Proves: little: answers were recorded from the providers. Replay to test on them.';
  return "Proves: this stack's own code, run for real on recorded provider answers; not that the providers answer so today.";
}
