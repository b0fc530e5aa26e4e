/**
 * Imported before a program: its renames of files stop at the one whose number `STOP_AT` says, counted from 0. `STOP_BY=kill`
 * kills the process there as `kill -9` does; `STOP_BY=error` lets this one rename fail.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { STOP_AT, STOP_BY } = process.env;
const rename = fs.promises.rename;
let left = Number(STOP_AT);

fs.promises.rename = async (from, to) => {
  if (left-- !== 0) return rename(from, to);
  if (STOP_BY === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new Error('no room left');
};
syncBuiltinESMExports();
