import type { Silence } from "@plimsoll/client";

/** One until recovery has no end before it has come. */
export function isOver({ ends_at: ends }: Pick<Silence, "ends_at">, now: number): boolean {
  return ends !== null && new Date(ends).getTime() <= now;
}
