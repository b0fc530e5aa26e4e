/** The text of `--help`. */
export function helpText(suites: readonly string[], setups: readonly string[]): string {
  return `scripts/integration-tests.sh [options] [-- options of playwright test]

Runs the specs as the reference harness's command of the same name does. A door to "npx playwright test", which it prints.

  --stack-config P      which stack: ogx, llama-stack-0.3, server:ci-tests, server:ogx:8321, path/to/run.yaml, a URL, …
                        (else STACK_CONFIG, else the default distribution)
  --suite S             ${suites.join(', ')} (default base)
  --setup S             ${setups.join(', ')} (default: the suite's);
                        tests in which no provider takes part run beside it, in the project stack
  --subdirs A,B         folders instead of a suite, by the reference's names or by those of e2e/; needs --setup
  --pattern P           a test function of the reference: the specs that carry its claim (docs/reference-tests.yaml);
                        anything else: a regular expression for titles
  --inference-mode M    replay (default), record, record-if-missing, live
  --text-model M, --vision-model M, --embedding-model M
                        other models than the setup's, as <provider>/<model>
  --embedding-dimension N
                        the length of that embedding model's vectors, where it differs
  --env KEY=VALUE       a variable for the run, over the environment and .env; may be given several times
  --collect-only        lists the tests, and starts nothing
  --print               prints the command, and runs nothing
  --anyway              records though this is not what CI replays
  --help                this text

Exit codes: 2 for a command line that is not understood; else those of Playwright.`;
}
