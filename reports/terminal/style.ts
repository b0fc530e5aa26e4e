import { stripVTControlCharacters, styleText } from 'node:util';

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Text with colours, or without. */
export type Style = (colour: Colour, text: string) => string;

/** Colours only where a terminal shows them, by the habits of NO_COLOR and FORCE_COLOR. */
export function styleFor(terminal: boolean, environment: Readonly<Record<string, string | undefined>>): Style {
  const forced = environment['FORCE_COLOR'];
  const coloured = environment['NO_COLOR'] ? false : forced === undefined ? terminal : forced !== '0';
  return (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text);
}

/** A text of Playwright's, which has colours of its own, with them or without. */
export function restyled(style: Style, text: string): string {
  return style('dim', '') === '' ? stripVTControlCharacters(text) : text;
}
