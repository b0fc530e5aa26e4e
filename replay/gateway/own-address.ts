/** The gateway's own address in a request that it gets as a proxy. */

/**
 * What is asked of the gateway itself, as a path. A stack that takes the gateway for its proxy asks it for its mounts in this
 * way too, where its NO_PROXY does not name the gateway's address: by whatever name the gateway has from there.
 * @param url as it stands in the request: a path, or an address of its own (RFC 9112, section 3.2.2)
 * @param port at which the gateway listens
 */
export function withoutOwnAddress(url: string, port: number | undefined): string {
  const [, digits = '80', rest = ''] = /^http:\/\/(?:\[[^\]]*\]|[^/?#:]+)(?::(\d+))?(.*)$/i.exec(url) ?? [];
  return rest.startsWith('/') && Number(digits) === port ? rest : url;
}
