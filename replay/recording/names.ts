/** Names that become folders of recordings. They come from other programs and archives, so they are checked before a path is made of them. */
import { z } from 'zod';

/** The name of a setup or a provider. */
export const NAME = /^[a-z][a-z0-9-]{0,63}$/;
/** One folder of a path. No separators of any system, no drive, no control characters, no dot in front: neither `..` nor hidden files. */
export const SEGMENT = /^(?!\.)[^/\\:\p{Cc}]{1,200}$/u;
/** The folder of start-up recordings, which stands beside those of setups. */
export const STARTUP = 'startup';
/** The folder below it with the models of imported recordings. */
export const IMPORTED = 'imported';

const LONGEST_PATH = 300;

/** The name of a setup as another program gives it. */
export const SetupName = z
  .string()
  .regex(NAME, { error: 'must be a name of small letters, digits and "-", since a folder is named so' })
  .refine((name) => name !== STARTUP, { error: 'is the folder of start-up recordings' });

/** The path of a spec file, relative to `e2e/`: folders joined by `/`, none of which leads upwards. */
export const SpecPath = z
  .string()
  .max(LONGEST_PATH)
  .refine((path) => path.split('/').every((folder) => SEGMENT.test(folder)), {
    error:
      'must be a relative path with "/" between folders, none of which begins with ".", since its folder is made of it',
  });
