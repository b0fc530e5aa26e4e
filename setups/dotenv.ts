import { join } from 'node:path';
import { config } from 'dotenv';

/**
 * Puts what `.env` of the project says into this process's environment; what is set there already, even to nothing, stays.
 * `DOTENV_CONFIG_PATH` names another file.
 */
export function readDotenv(environment: NodeJS.ProcessEnv = process.env): void {
  const path = environment['DOTENV_CONFIG_PATH'] || join(import.meta.dirname, '..', '.env');
  config({ path, processEnv: environment, quiet: true });
}
