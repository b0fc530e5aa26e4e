/** A run whose worker opens a stack of its own, says where both are, and waits to be killed: `own-stack-runner.ts <folder>`. */
import { ControlClient } from '../../../replay/control/client.ts';
import { startSupervisor } from '../../../stack/supervisor/start-supervisor.ts';
import { fakeStack } from './world.ts';

const { gatewayUrl, token } = await startSupervisor(fakeStack(process.argv[2] ?? '', {}, { program: undefined }));
const control = new ControlClient(gatewayUrl, token);
const own = await control.openStack({ pid: process.pid, config: { worker: true }, environment: {}, packages: [] });
console.log(own.url);
setInterval(() => undefined, 1_000);
