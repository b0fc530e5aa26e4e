/** Whether this command line only lists the tests: then nothing runs, and there is nothing to report. */
export const listsOnly = (args: readonly string[] = process.argv): boolean => args.includes('--list');
