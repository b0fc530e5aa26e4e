/** The real supervisor with a gateway that does nothing. `FAKE_STARTUP_PROBLEM`: what it says about start-up. */
import { runSupervisor } from '../../../stack/supervisor/program.ts';

runSupervisor(({ environment }) =>
  Promise.resolve({
    authority: '',
    url: 'http://127.0.0.1:9',
    startupProblem: () => environment['FAKE_STARTUP_PROBLEM'],
    started: () => Promise.resolve(),
    stackDied: () => undefined,
    close: () => Promise.resolve(),
  }),
);
