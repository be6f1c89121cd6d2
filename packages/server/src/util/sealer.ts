import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Sealed } from "@plimsoll/core";

const ALGORITHM = "aes-256-gcm";
const VERSION = "v1";
/** @nolimit The key size of AES-256. */
const KEY_BYTES = 32;
/** @nolimit The size of a GCM nonce. */
const IV_BYTES = 12;
/** @nolimit The size of a GCM tag. */
const TAG_BYTES = 16;

/** The row and the use of a sealed value, as which alone it can be opened. */
export interface SealedPlace {
  readonly accountId: number;
  readonly use:
    | "endpoint's secret"
    | "provider's webhook secret"
    | "provider's credentials"
    | "gateway connection's authorization"
    | "order's voucher codes"
    | "channel's settings"
    | "heartbeat's URL"
    | "dashboard session";
  /** Of the row. */
  readonly id: string | number;
}

export function vouchersPlace({ accountId, id }: { readonly accountId: number; readonly id: number }): SealedPlace {
  return { accountId, use: "order's voucher codes", id };
}

export function channelPlace({ accountId, id }: { readonly accountId: number; readonly id: string }): SealedPlace {
  return { accountId, use: "channel's settings", id };
}

/** An account has one heartbeat, whose row has the account's id. */
export function heartbeatPlace(accountId: number): SealedPlace {
  return { accountId, use: "heartbeat's URL", id: accountId };
}

/** Keeps secrets that must be used again (webhook secrets, credentials) unreadable in the database. */
export interface Sealer {
  readonly seal: (plain: string, place: SealedPlace) => Sealed;
  /** Throws, in words, when the text was sealed for another place or with another key, or has changed since. */
  readonly unseal: (sealed: Sealed, place: SealedPlace) => string;
  /** Distinguishes this key from others without revealing it. */
  readonly check: string;
  /** The key of the links between server processes. */
  readonly linkKey: Buffer;
}

export function newSecretKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function createSealer(key: Buffer): Sealer {
  if (key.length !== KEY_BYTES) throw new Error(`a secret key has ${KEY_BYTES} bytes`);
  return {
    seal(plain, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(nameOf(place));
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64")}` as Sealed;
    },
    unseal(sealed, place) {
      const [version, text] = sealed.split(".", 2);
      if (version !== VERSION || !text) throw new Error(`the ${describe(place)} is not a sealed value`);
      const bytes = Buffer.from(text, "base64");
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES)).setAAD(nameOf(place));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
      } catch (error) {
        const reason = "it was sealed for another row or with another secret key, or has changed since";
        throw new Error(`the ${describe(place)} cannot be opened: ${reason}`, { cause: error });
      }
    },
    check: createHmac("sha256", key).update("plimsoll secret key check").digest("hex"),
    linkKey: Buffer.from(hkdfSync("sha256", key, "", "plimsoll links between processes", KEY_BYTES)),
  };
}

function nameOf({ accountId, use, id }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([accountId, use, id]), "utf8");
}

function describe({ accountId, use, id }: SealedPlace): string {
  return `${use} (${id} of account ${accountId})`;
}
