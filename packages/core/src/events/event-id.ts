import { base32, base32Value } from "../draft.ts";

/** Thirty bits: six characters. */
const SUFFIX = 2 ** 30 - 1;

/**
 * An event's id contains its position, so that an event is found by id without an index of ids. All of it follows from
 * the event, so that it is the same whenever it is made. At one time and position, no two accounts have the same id.
 */
export function eventId(accountId: number, position: number, createdAt: number): string {
  return `evt_${base32(createdAt, 10)}${base32(position, 10)}${base32(suffixOf(accountId, position), 6)}`;
}

/** The position that `eventId` put into an id; null when the text is not an event id. */
export function eventPosition(id: string): number | null {
  const match = /^evt_[0-9a-z]{10}([0-9a-z]{10})[0-9a-z]{6}$/.exec(id);
  return match?.[1] === undefined ? null : base32Value(match[1]);
}

/** Every step maps the numbers of thirty bits one to one, since the factors are odd. */
function suffixOf(accountId: number, position: number): number {
  let mixed = (Math.imul(accountId, 0x2545f491) + Math.imul(position, 0x9e3779b1)) & SUFFIX;
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d) & SUFFIX;
  return mixed ^ (mixed >>> 15);
}
