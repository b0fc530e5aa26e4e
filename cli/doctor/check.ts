/** One thing that `npm run doctor` looks at. */
export interface Check {
  name: string;
  /** `missing` fails the command; `note` is worth knowing and needed only for some things. */
  state: 'ok' | 'note' | 'missing';
  /** What was found, or what is missing. */
  found: string;
  /** The command or the step that fixes it. */
  fix?: string;
}

export const ok = (name: string, found: string): Check => ({ name, state: 'ok', found });
export const note = (name: string, found: string, fix?: string): Check => ({
  name,
  state: 'note',
  found,
  ...(fix === undefined ? {} : { fix }),
});
export const missing = (name: string, found: string, fix: string): Check => ({ name, state: 'missing', found, fix });
