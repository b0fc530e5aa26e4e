import type { Mode } from './protocol.ts';

/** Whether answers of real providers may be written to recordings. */
export function isRecording(mode: Mode): boolean {
  return mode === 'record' || mode === 'record-if-missing';
}
