import { randomBytes, randomUUID } from "node:crypto";
import { base32 } from "@plimsoll/core";
import { keyHash } from "./auth.ts";

const KEY_BYTES = 32;
const PREFIX_LENGTH = "pk_".length + 6;
const TIME_WIDTH = 10;

export interface NewApiKey {
  readonly id: string;
  /** `pk_` and 43 URL-safe base64 characters: shown once, never stored. */
  readonly key: string;
  readonly hash: string;
  readonly prefix: string;
}

export function newApiKey(now: number): NewApiKey {
  const key = `pk_${randomBytes(KEY_BYTES).toString("base64url")}`;
  const id = `key_${base32(now, TIME_WIDTH)}${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  return { id, key, hash: keyHash(key), prefix: key.slice(0, PREFIX_LENGTH) };
}
