/** Two PNG pictures of 8 by 8 pixels, each of one colour, in base64. */
export const RED =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mP4z8CAFTEMLQkAKP8/wc53yE8AAAAASUVORK5CYII=';
export const BLUE =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR42mNgYPiPAw0pCQCpcD/B/MtF/AAAAABJRU5ErkJggg==';

/** A picture as a URL that holds it. */
export const dataUrl = (picture: string): string => `data:image/png;base64,${picture}`;
