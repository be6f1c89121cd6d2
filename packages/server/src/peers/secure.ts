import type { TlsOptions } from "node:tls";

/** The name under which both sides have the key; who has no key has no other name either. */
const IDENTITY = "plimsoll";

/** @limit Several processes: time for a link to another process to open. */
export const OPEN_MS = 3_000;

const PROTOCOL = {
  minVersion: "TLSv1.3",
  // The one suite whose hash OpenSSL assumes of such a key.
  ciphers: "TLS_AES_128_GCM_SHA256",
} as const;

/** TLS in which both sides prove that they have the key, without certificates and with fresh session keys. */
export function serverSide(key: Buffer): TlsOptions {
  return {
    ...PROTOCOL,
    pskCallback: (_socket, identity) => (identity === IDENTITY ? key : null),
    handshakeTimeout: OPEN_MS,
  };
}

/** As `serverSide`, of the side that connects. */
export function clientSide(key: Buffer) {
  return {
    ...PROTOCOL,
    pskCallback: () => ({ psk: key, identity: IDENTITY }),
    // The key stands for the name.
    checkServerIdentity: () => undefined,
  };
}
