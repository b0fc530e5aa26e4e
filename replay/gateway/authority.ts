/** A certificate authority that lives as long as the gateway: whoever trusts it lets the gateway speak for any host. */
import { isIP } from 'node:net';
// The decorators inside @peculiar/x509 need it, and it leaves the loading to its user.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** What a TLS server shows: its certificates and its key, as PEM. */
export interface HostCertificate {
  cert: string;
  key: string;
}

export interface Authority {
  /** Its own certificate, as PEM: one, so that a client that loads it for each call loses no time. */
  pem: string;
  certificateFor(host: string): Promise<HostCertificate>;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY = 24 * 60 * 60 * 1000;
/** A stack that a person keeps may run for weeks; and clocks of containers are sometimes behind. */
const LIFE_DAYS = 90;

/** Makes an authority whose key is in the memory of this process only. */
export async function makeAuthority(): Promise<Authority> {
  const [own, hosts] = await Promise.all([keys(), keys()]);
  const life = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + LIFE_DAYS * DAY) };
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...life,
    name: 'CN=throw-away authority of the gateway',
    keys: own,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
    ],
  });
  const key = pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', hosts.privateKey));
  return {
    pem: root.toString('pem'),
    async certificateFor(host) {
      const leaf = await x509.X509CertificateGenerator.create({
        ...life,
        issuer: root.subject,
        subject: [{ CN: [host.slice(0, 64)] }],
        publicKey: hosts.publicKey,
        signingKey: own.privateKey,
        signingAlgorithm: SIGNING,
        // Python 3.13 verifies strictly: all of RFC 5280, section 4.2, the two key identifiers included.
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([{ type: isIP(host) === 0 ? 'dns' : 'ip', value: host }]),
          await x509.SubjectKeyIdentifierExtension.create(hosts.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(own.publicKey),
        ],
      });
      return { cert: leaf.toString('pem'), key };
    },
  };
}

function keys() {
  return crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
}

function pem(what: string, bytes: ArrayBuffer): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${what}-----\n${lines}\n-----END ${what}-----\n`;
}
