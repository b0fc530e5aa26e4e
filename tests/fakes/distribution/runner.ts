/** A run that starts a fake stack, says so, and then waits to be killed: `runner.ts <folder>`. */
import { startSupervisor } from '../../../stack/supervisor/start-supervisor.ts';
import { fakeStack } from './world.ts';

const { stackUrl } = await startSupervisor(fakeStack(process.argv[2] ?? '', { worker: true }));
console.log(stackUrl);
setInterval(() => undefined, 1_000);
