/** An attempt around one run of the command, at a gateway or on a recording of a stack. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Fault } from '../../errors/fault.ts';
import { RecordedStack } from '../../replay/client/recorded-stack.ts';
import { ControlClient } from '../../replay/control/client.ts';
import type { AttemptEnd, AttemptVerdict, Mode } from '../../replay/control/protocol.ts';
import { readStack, STACK_FILE } from '../../replay/files/store.ts';
import { secretsOf } from '../../replay/gateway/provider.ts';
import { isDocument } from '../../replay/recording/documents.ts';
import type { ExternalTest } from '../../replay/recording/external.ts';
import { recordingFolder, testTitle } from '../../replay/recording/location.ts';
import { Redaction } from '../../replay/secrets/redaction.ts';
import type { RunSettings } from '../../run/settings.ts';
import { askedProviders, type Setup } from '../../setups/load.ts';
import { placeholdersOf } from '../../setups/placeholders.ts';
import type { RunStack } from '../../stack/supervisor/stack-for-run.ts';
import { recordedFront } from './recorded-front.ts';

export interface AttemptFor {
  test: { spec: string; titlePath: string[] };
  setup: Setup;
  external: ExternalTest;
}

export interface OpenedAttempt {
  /** The address that leads to the stack, without `/v1`. */
  url: string;
  close: (end: AttemptEnd) => Promise<AttemptVerdict>;
}

/** Opens an attempt in a run of a gateway. Throws with complete text where it cannot be served. */
export async function atGateway(
  stack: RunStack,
  run: string,
  mode: Mode,
  { test, setup, external }: AttemptFor,
): Promise<OpenedAttempt> {
  const control = new ControlClient(stack.gatewayUrl, stack.token);
  const id = `${run}.${randomBytes(8).toString('hex')}`;
  const placeholders = placeholdersOf(testTitle(test), setup.placeholders);
  await control
    .openAttempt({
      id,
      run,
      mode,
      answers: setup.answers,
      ...(placeholders && { placeholders }),
      setup: setup.recordings,
      providers: stack.direct ? [] : askedProviders([setup]),
      ...test,
      external,
    })
    .catch((error: unknown): never => {
      throw error instanceof Error ? new Fault(error.message) : error;
    });
  return { url: `${stack.gatewayUrl}/@${id}`, close: (end) => control.closeAttempt(id, end) };
}

/** Serves the recorded answers of a stack. Throws a Fault where there are none. */
export async function onRecordedStack(
  { recordings, environment }: RunSettings,
  line: string,
  { test, setup, external }: AttemptFor,
): Promise<OpenedAttempt> {
  const file = join(recordings, line, recordingFolder({ ...test, setup: setup.recordings }), STACK_FILE);
  const recording = await readStack(file);
  if (recording === undefined)
    throw new Fault({
      what: `No recorded answers of the stack: there is no ${file}.`,
      why: `"${external.name}" was never recorded for ${setup.recordings} on ${line}.`,
      fix: `Record it: ${external.command}`,
    });
  const document = recording.calls.find(({ response }) => isDocument(response))?.request.path;
  if (document !== undefined)
    throw new Fault({
      what: `"${external.name}" needs a running stack.`,
      why: `Recordings hold a digest of ${document}, not the document.`,
    });
  const recorded = new RecordedStack(recording.calls, { test: testTitle(test), fix: external.command });
  const front = await recordedFront(recorded, new Redaction(secretsOf([], environment)));
  return {
    url: front.url,
    close: async ({ complete }) => {
      await front.close();
      const problems = [...recorded.problems];
      if (complete && problems.length === 0) problems.push(...recorded.leftovers());
      return { problems, journal: [], written: [], recorded: recording.recorded };
    },
  };
}
