/** Two PNG images of 8 by 8 pixels, each of one colour, in base64. */
export const RED =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mP4z8CAFTEMLQkAKP8/wc53yE8AAAAASUVORK5CYII=';
export const BLUE =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR42mNgYPiPAw0pCQCpcD/B/MtF/AAAAABJRU5ErkJggg==';

/** An image as a data URL. */
export const dataUrl = (base64: string): string => `data:image/png;base64,${base64}`;
