import { isIP } from "node:net";
import type { Peer } from "./link.ts";

/** @limit Several processes: characters of a process's host name. */
const MAX_HOST = 253;
/** @nolimit The highest port. */
const MAX_PORT = 65_535;

/** What a process says of itself to the others. */
export interface Announcement extends Peer {
  readonly version: string;
  /** It stops, and wants no commands any more. */
  readonly leaving: boolean;
}

export function textOf({ id, host, port, version, leaving }: Announcement): string {
  return JSON.stringify({ id, host, port, version, leaving });
}

/** Null for what is no announcement: every user of the database may say anything. */
export function announcementOf(text: string): Announcement | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { id, host, port, version, leaving } = value as Readonly<Record<string, unknown>>;
  const isOurs =
    typeof id === "string" &&
    /^[0-9a-f]{32}$/.test(id) &&
    typeof host === "string" &&
    host.length <= MAX_HOST &&
    (isIP(host) !== 0 || /^[\w.-]+$/.test(host)) &&
    typeof port === "number" &&
    Number.isInteger(port) &&
    port > 0 &&
    port <= MAX_PORT &&
    typeof version === "string" &&
    typeof leaving === "boolean";
  return isOurs ? { id, host, port, version, leaving } : null;
}
