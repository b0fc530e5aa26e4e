/** The program that holds gateway and stack, for one run or for as long as a person keeps it. */
import { join } from 'node:path';
import { folders } from '../../folders/folders.ts';
import { startGateway } from '../../replay/gateway/gateway.ts';
import { loadProvider, loadProviders } from '../../setups/load.ts';
import { runSupervisor } from './program.ts';

runSupervisor(({ mounts, providersFolder: own, ...wanted }) => {
  const places = [own, ...folders().setups.map((folder) => join(folder, 'providers'))];
  return startGateway({
    ...wanted,
    providers: [
      ...mounts.map((mount) => loadProvider(mount, places)),
      // reached by their own hosts, so that they need no mount
      ...loadProviders(places).filter(({ name, host }) => host !== undefined && !mounts.includes(name)),
    ],
  });
});
