/** The base URL of an attempt, `http://<gateway>/@<attempt>/…`: identity for clients that can send no header. */

export interface OwnedTarget {
  attempt: string;
  /** What the client asks for: path and query behind the base URL. */
  target: string;
  /** The base URL's path, `/@<attempt>`. */
  base: string;
}

/** What a request by a base URL asks for; undefined for any other request. */
export function ownedTarget(url: string): OwnedTarget | undefined {
  const [, base = '', attempt = '', rest = ''] = /^(\/@([\w.-]+))(.*)$/.exec(url) ?? [];
  if (attempt === '' || !(rest === '' || /^[/?]/.test(rest))) return undefined;
  return { attempt, target: rest.startsWith('/') ? rest : `/${rest}`, base };
}
