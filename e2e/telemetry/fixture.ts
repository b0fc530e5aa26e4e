/** Specs on a stack of their own that exports its telemetry, as OGX says to set it up, to a collector of theirs. */
import { randomBytes } from 'node:crypto';
import { openOtlpReceiver, type OtlpReceiver } from '../../fixtures/otlp-receiver.ts';
import type { Span } from '../../fixtures/otlp.ts';
import { expect, type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';

interface TelemetryWorkerFixtures {
  /** Whether the stack is set to export what is said to and by models. */
  messageContent: boolean;
  collector: OtlpReceiver;
  ownStack: OwnStack;
}

interface Trace {
  /** Sent with a call, make the test its parent: `client.responses.create(…, traced.options)`. */
  options: { headers: { traceparent: string } };
  traceId: string;
  parentId: string;
  /** The spans of the trace, when the named ones have come. A parent may come before what it is the parent of. */
  spans: (...names: string[]) => Promise<Span[]>;
}

interface TelemetryFixtures {
  /** A trace that the test begins (W3C Trace Context). */
  traced: Trace;
}

/** What `opentelemetry-bootstrap` names for the SDK of OpenAI, and the last version of what it builds on that it works with. */
const INSTRUMENTATION = ['opentelemetry-instrumentation-openai-v2==2.4b0', 'opentelemetry-util-genai==1.1b0'];

export const test = base.extend<TelemetryFixtures, TelemetryWorkerFixtures>({
  collector: [
    async ({ setup: _ }, use) => {
      const collector = await openOtlpReceiver();
      await use(collector);
      await collector.close();
    },
    { scope: 'worker' },
  ],

  messageContent: [false, { option: true, scope: 'worker' }],

  ownStack: [
    async ({ startStack, collector, messageContent }, use) => {
      const environment = {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_SERVICE_NAME: 'ogx-server',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_always_on',
        OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
        ...(messageContent ? { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'span_only' } : {}),
        // Soon, for tests that wait for it.
        OTEL_BSP_SCHEDULE_DELAY: '100',
        OTEL_BLRP_SCHEDULE_DELAY: '100',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
      };
      await use(await startStack({ environment, packages: INSTRUMENTATION }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],

  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],

  traced: ({ collector }, use) => {
    const [traceId, parentId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    return use({
      options: { headers: { traceparent: `00-${traceId}-${parentId}-01` } },
      traceId,
      parentId,
      spans: async (...names) => {
        const own = () => collector.spans.filter((span) => span.traceId === traceId);
        await expect.poll(() => own().map(({ name }) => name)).toEqual(expect.arrayContaining(names));
        return own();
      },
    });
  },
});
