import { randomBytes } from "node:crypto";
import type { SealedPlace, Sealer } from "../../util/sealer.ts";
import type { Sealed } from "@plimsoll/core";

/** @limit Sessions: time after which a dashboard session ends, unless it is extended. */
export const SESSION_MS = 12 * 3_600_000;
/** @nolimit The size of a session's random id. */
const ID_BYTES = 12;

/** What a session's cookie holds, sealed: the key that signed in, by its digest, and never the key itself. */
export interface SessionToken {
  readonly id: string;
  readonly keyHash: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

type Sealing = Pick<Sealer, "seal" | "unseal">;

/** A cookie is no row: one place serves all, and no other sealed value opens as a session. */
const PLACE: SealedPlace = { accountId: 0, use: "dashboard session", id: "cookie" };

export function newToken(keyHash: string, now: number): SessionToken {
  return { id: randomBytes(ID_BYTES).toString("hex"), keyHash, expiresAt: now + SESSION_MS };
}

/** Text that a cookie may hold. */
export function sealedToken(token: SessionToken, { seal }: Sealing): string {
  return Buffer.from(seal(`${token.id} ${token.keyHash} ${token.expiresAt}`, PLACE)).toString("base64url");
}

/** The token in a cookie; null when this server did not seal it or its time is over. */
export function tokenIn(cookie: string, { unseal }: Sealing, now: number): SessionToken | null {
  let text: string;
  try {
    text = unseal(Buffer.from(cookie, "base64url").toString() as Sealed, PLACE);
  } catch {
    return null;
  }
  const [id, keyHash, expiry] = text.split(" ");
  const expiresAt = Number(expiry);
  if (id === undefined || keyHash === undefined || !(expiresAt > now)) return null;
  return { id, keyHash, expiresAt };
}
