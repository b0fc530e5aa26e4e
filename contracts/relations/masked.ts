/** Texts of a model as a replay may have them. */
import type { Json } from '../../replay/recording/exchange.ts';

/** Ids that a stack mints: a replay has others than its recording, in the model's text too. */
const MINTED =
  /\b(?:file|vs|resp|msg|fc|conv|pmpt|skill)[-_][0-9a-f-]{8,}|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** How a model is told to cite a file; the stack makes annotations of it. */
const CITATION = /\s*<\|([^|]*)\|>/g;

export function masked(value: Json | undefined): string {
  return (JSON.stringify(value) ?? '').replaceAll(MINTED, '<id>');
}

export function withoutCitations(text: string): string {
  return text.replaceAll(CITATION, '');
}

/** The files that a text cites, in its order. */
export function citedIn(text: string): string[] {
  return [...text.matchAll(CITATION)].map(([, file = '']) => file);
}
