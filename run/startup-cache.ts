// Not by name: an older Node has no such export, and is to be told in words that it is too old.
import nodeModule from 'node:module';
import { join } from 'node:path';
import { keepParsedYaml } from '../errors/yaml.ts';
import { cacheFolder } from '../stack/process/cache.ts';
import { environmentOfThisProcess } from './environment.ts';

/** Where Node keeps compiled code between processes. It looks at what it has of a file only while the file is the same. */
export function compileCache(): string {
  return join(cacheFolder(environmentOfThisProcess()), 'compiled');
}

/**
 * From here on this process takes compiled code and the values of YAML files from the user's cache folder, and leaves its
 * own there; where that cannot be, it compiles and parses.
 */
export function useStartupCache(): void {
  nodeModule.enableCompileCache(compileCache());
  keepParsedYaml(join(cacheFolder(environmentOfThisProcess()), 'parsed-yaml'));
}
