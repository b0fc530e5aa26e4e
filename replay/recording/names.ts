/** Names that become folders of recordings. They come from other programs, so they are checked before a path is made of them. */
import { z } from 'zod';

const LONGEST_NAME = 100;
const LONGEST_PATH = 300;

/** The name of a setup or a line: one folder. */
export const FolderName = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'must be a name of letters, digits, ".", "_" and "-", since a folder is named so',
  });

/** The path of a spec file, relative to `e2e/`: folders joined by `/`, none of which leads upwards. */
export const SpecPath = z.string().min(1).max(LONGEST_PATH).refine(isPathBelow, {
  error: 'must be a relative path with "/" between folders, without "." and "..", since its folder is made of it',
});

function isPathBelow(path: string): boolean {
  // Control characters and `\` separate or end paths on some systems, `:` is a drive or a stream of a file.
  return !/[\p{Cc}\\:]/u.test(path) && path.split('/').every((part) => part !== '' && !/^\.+$/.test(part.trim()));
}
