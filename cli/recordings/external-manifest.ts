/** The manifest beside the recording of an external test, as a file that somebody may have changed. */
import { z } from 'zod';
import { messageOf } from '../../errors/fault.ts';
import { parseManifest, type ExternalTest } from '../../replay/recording/external.ts';
import { BadRecording } from '../../replay/recording/format.ts';

/** @throws {BadRecording} when the text is no manifest of this format */
export function readManifest(text: string, file: string): ExternalTest {
  try {
    return parseManifest(text);
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const why = issue === undefined ? messageOf(error) : `${issue.path.join('.') || 'its top'}: ${issue.message}`;
    throw new BadRecording(
      `The manifest ${file} is not valid (${why}). Restore it with git, or record the test again.`,
    );
  }
}
