/** Redirects of real servers: one that stays at the provider leads the stack through the gateway again. */

/** A status whose `Location` is to be asked next (RFC 9110, section 15.4). */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/**
 * The path and query of a `Location` below the root of a provider's server.
 * @param root of the server, without a trailing slash
 * @param asked the address that was asked, which a relative one starts from
 * @returns undefined when it is of another server
 */
export function pathAt(root: string, location: string, asked: string): string | undefined {
  const [to, base] = [URL.parse(location, asked), URL.parse(root)];
  if (to === null || base === null || to.origin !== base.origin) return undefined;
  const below = base.pathname.replace(/\/$/, '');
  return to.pathname.startsWith(`${below}/`) ? to.pathname.slice(below.length) + to.search : undefined;
}
