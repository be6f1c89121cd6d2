import type { EventType } from "@plimsoll/contract";
import { eventFeed, positionAt } from "../connection/event-feed.ts";
import { withServer, type ServerAccess, type ServerConnection } from "../connection/server-connection.ts";
import { eventLine } from "../daily/event-line.ts";
import type { Io } from "./io.ts";
import { followed } from "./running.ts";

/** Where a command that follows events begins; from now on without either. */
export interface Beginning {
  /** RFC 3339 */
  readonly since?: string | undefined;
  /** A position. */
  readonly after?: number | undefined;
}

export interface TailOptions extends Beginning {
  readonly access: ServerAccess;
  /** Every type without any. */
  readonly types: readonly EventType[];
  readonly json: boolean;
}

/** Prints the account's events as they happen, until a signal comes. Resolves with the exit code. */
export async function tailEvents({ access, types, json, ...beginning }: TailOptions, io: Io): Promise<number> {
  const wanted = new Set<string>(types);
  return followed((signal) =>
    withServer(access, signal, async (server) => {
      let position = await beginningOf(server, beginning);
      const onLost = (reason: string): void => io.progress(`connection lost (${reason}); connecting again`);
      for await (const fed of eventFeed(server, { after: position, onLost })) {
        position = fed.position;
        if (wanted.size > 0 && !wanted.has(fed.event.type)) continue;
        io.print(json ? fed.payload : eventLine(fed.event, io.screen()));
      }
      if (position !== null) io.progress(`stopped; --after ${position} continues here`);
      return 0;
    }),
  );
}

export async function beginningOf(server: ServerConnection, { since, after }: Beginning): Promise<number | null> {
  if (since !== undefined) return positionAt(server, since);
  return after ?? null;
}
