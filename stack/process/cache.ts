import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

/**
 * The user's cache folder of this project, absolute: `E2E_CACHE`, else `llama-stack-e2e` in the place where the
 * platform keeps caches (`XDG_CACHE_HOME`, `~/Library/Caches` on macOS, `~/.cache`). It need not exist.
 */
export function cacheFolder(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const own = environment['E2E_CACHE'];
  if (own) return resolve(own);
  const home = environment['HOME'] || homedir();
  const base = environment['XDG_CACHE_HOME'] || join(home, platform === 'darwin' ? 'Library/Caches' : '.cache');
  return resolve(base, 'llama-stack-e2e');
}
