/** The program that holds gateway and stack, for one run or for as long as a person keeps it. */
import { startGateway } from '../../replay/gateway/gateway.ts';
import { loadProvider, loadProviders } from '../../setups/load.ts';
import { runSupervisor } from './program.ts';

runSupervisor(({ mounts, providersFolder, ...wanted }) =>
  startGateway({
    ...wanted,
    providers: [
      ...mounts.map((mount) => loadProvider(mount, providersFolder)),
      // reached by their own hosts, so that they need no mount
      ...loadProviders(providersFolder).filter(({ name, host }) => host !== undefined && !mounts.includes(name)),
    ],
  }),
);
