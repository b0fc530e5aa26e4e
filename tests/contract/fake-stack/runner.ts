/** A run that starts a fake stack, says so, and then waits to be killed: `runner.ts <folder>`. */
import { startStack } from '../../../stack/start.ts';
import { fakeStack } from './world.ts';

const { stackUrl } = await startStack(fakeStack(process.argv[2] ?? '', { worker: true }));
console.log(stackUrl);
setInterval(() => undefined, 1_000);
