/** Provisions the fake stack in a process of its own, to be killed: `provisioner.ts <folder>`. */
import { provisionFake } from './provision.ts';

console.log(await provisionFake(process.argv[2] ?? '', process.env, (text) => console.log(text)));
