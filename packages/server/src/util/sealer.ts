import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const VERSION = "v1";
/** @nolimit The key size of AES-256. */
const KEY_BYTES = 32;
/** @nolimit The size of a GCM nonce. */
const IV_BYTES = 12;
/** @nolimit The size of a GCM tag. */
const TAG_BYTES = 16;

/** Keeps secrets that must be used again (webhook secrets, credentials) unreadable in the database. */
export interface Sealer {
  readonly seal: (plain: string) => string;
  /** Throws when the text was sealed with another key or has changed since. */
  readonly unseal: (sealed: string) => string;
  /** Distinguishes this key from others without revealing it. */
  readonly check: string;
}

export function createSealer(key: Buffer): Sealer {
  if (key.length !== KEY_BYTES) throw new Error(`a secret key has ${KEY_BYTES} bytes`);
  return {
    seal(plain) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64")}`;
    },
    unseal(sealed) {
      const [version, text] = sealed.split(".", 2);
      if (version !== VERSION || !text) throw new Error("not a sealed secret");
      const bytes = Buffer.from(text, "base64");
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
    check: createHmac("sha256", key).update("plimsoll secret key check").digest("hex"),
  };
}
