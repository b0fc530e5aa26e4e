/** Fields that files of several kinds have. */
import { z } from 'zod';

export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name is lower case letters, digits and dashes');

/** Variables that are set for a run under a setup, where they are not set already. */
export const environment = z
  .record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'a variable is capitals'), z.string())
  .default({});

/** What it takes to run or record a setup, or why no stack here can serve it: sentences, for the error when something is missing. */
export const needs = z.string().endsWith('.');
