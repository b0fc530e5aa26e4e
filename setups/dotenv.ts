import { join } from 'node:path';
import { config } from 'dotenv';
import { folders } from '../folders/folders.ts';

/**
 * The environment with what `.env` of the project says besides; what is set there already, even to nothing, stays.
 * `DOTENV_CONFIG_PATH` names another file.
 */
export function withDotenv(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = environment['DOTENV_CONFIG_PATH'] || join(folders().project, '.env');
  const { parsed = {} } = config({ path, processEnv: {}, quiet: true });
  return { ...parsed, ...environment };
}
