/** The steps of a test's client calls: what came of each, and the provider calls that it caused. */
import type { TestStep } from '@playwright/test/reporter';
import type { CausedCall, TestReport } from '../../run/test-report.ts';

type Call = TestReport['calls'][number];

/** Changes the steps of the calls: of several with one title, the first is the first call's. */
export function addCalls(steps: readonly TestStep[], calls: readonly Call[]): void {
  const left = new Map<string, Call[]>();
  for (const call of calls) {
    const title = `${call.method} ${call.path}`;
    left.set(title, [...(left.get(title) ?? []), call]);
  }
  const inOrder = withinOf(steps).sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  for (const step of inOrder) {
    const call = left.get(step.title)?.shift();
    if (call === undefined) continue;
    step.subtitle = callText(call);
    step.steps.push(...call.caused.map((caused) => providerStep(step, caused)));
  }
}

function withinOf(steps: readonly TestStep[]): TestStep[] {
  return steps.flatMap((step) => [step, ...withinOf(step.steps)]);
}

/** `→ 200, 12 events, 34 ms`. */
function callText({ status, events, end, milliseconds }: Call): string {
  const parts = [
    status === undefined ? 'no whole answer' : String(status),
    eventsText(events),
    end,
    milliseconds === undefined ? undefined : `${Math.round(milliseconds)} ms`,
  ];
  return `→ ${parts.filter((part) => part !== undefined).join(', ')}`;
}

function providerStep(parent: TestStep, call: CausedCall): TestStep {
  const { provider, method, path, status, outcome, source, events, at, milliseconds } = call;
  const title = `${provider} ${method} ${path}`;
  const parts = [String(status), outcome, source, eventsText(events), `${Math.round(milliseconds)} ms`];
  const missed = outcome === 'miss' || outcome === 'failed';
  return {
    title,
    subtitle: `→ ${parts.filter((part) => part !== undefined).join(', ')}`,
    titlePath: () => [...parent.titlePath(), title],
    parent,
    category: 'test.step',
    startTime: new Date(at),
    duration: milliseconds,
    steps: [],
    attachments: [],
    annotations: [],
    ...(missed ? { error: { message: outcome === 'miss' ? 'No recorded answer.' : 'No answer.' } } : {}),
  };
}

function eventsText(events: number | undefined): string | undefined {
  return events === undefined ? undefined : events === 1 ? '1 event' : `${events} events`;
}
