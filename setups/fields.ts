/** Fields that files of several kinds have. */
import { z } from 'zod';

export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name is lower case letters, digits and dashes');

/** Variables that are set for a run under a setup, where they are not set already. */
export const environment = z
  .record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'a variable is capitals'), z.string())
  .default({});

/** What it takes to run or record a setup, or why no stack here can serve it: sentences, for the error when something is missing. */
export const needs = z.string().endsWith('.');

export const Placeholder = z.strictObject({
  name,
  /** A regular expression with one capture group: what is another each time. */
  pattern: z.string().refine(hasOneGroup, 'a pattern is a regular expression with one capture group'),
  why: z.string().min(1),
  /** What the name of a test begins with that has it, `<spec file> › <title>`; all tests of the setup without it. */
  test: z.string().min(1).optional(),
});

function hasOneGroup(pattern: string): boolean {
  try {
    // Beside nothing, it matches, and tells its groups.
    return new RegExp(`${pattern}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}
