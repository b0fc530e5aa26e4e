/** Objects whose work is under way. */
import type { JsonObject } from '../../replay/recording/json.ts';

const RUNNING = new Set(['queued', 'in_progress', 'validating', 'finalizing', 'cancelling', 'canceling', 'scheduled']);

/** Whether an object may still change by itself, all of it. */
export function isRunning({ status, processing_status: ofMessages }: JsonObject): boolean {
  return [status, ofMessages].some((each) => typeof each === 'string' && RUNNING.has(each));
}
