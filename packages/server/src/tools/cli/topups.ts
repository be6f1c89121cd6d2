import type { Topup } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { withServer, type ServerAccess, type ServerConnection } from "../connection/server-connection.ts";
import { OPEN_TOPUPS, topupLines, topupText, type TopupStatus } from "../daily/topups.ts";
import { line } from "../terminal/table.ts";
import { printLines, type Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface TopupsOptions {
  readonly access: ServerAccess;
  readonly wallet?: number | undefined;
  /** Those that are not over without it. */
  readonly status?: TopupStatus | undefined;
  readonly json: boolean;
}

/** Prints top-ups, those that want a person first. Resolves with the exit code. */
export async function topups({ access, wallet, status, json }: TopupsOptions, io: Io): Promise<number> {
  return withServer(access, stopping(), async ({ client }) => {
    const found: Topup[] = [];
    for (const each of status === undefined ? OPEN_TOPUPS : [status]) {
      for await (const topup of client.topups.list({ status: each, wallet_id: wallet, limit: MAX_LIMIT })) {
        found.push(topup);
      }
    }
    if (json) io.print(JSON.stringify(found));
    else {
      const view = { topups: found, wallets: await walletNames(client, found), now: Date.now() };
      printLines(io, topupLines(view, io.screen()));
    }
    return 0;
  });
}

async function walletNames(
  client: ServerConnection["client"],
  found: readonly Topup[],
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  const wanted = new Set(found.map(({ wallet_id: id }) => id));
  if (wanted.size === 0) return names;
  for await (const { id, name } of client.wallets.list({ limit: MAX_LIMIT })) {
    if (wanted.delete(id)) names.set(id, name);
    if (wanted.size === 0) break;
  }
  return names;
}

export interface ActOnTopupOptions {
  readonly access: ServerAccess;
  readonly action: "approve" | "send" | "cancel";
  readonly id: string;
  readonly reference?: string | undefined;
  readonly expectedAt?: string | undefined;
  readonly json: boolean;
}

/** Approves or cancels a top-up, or reports that its money has been sent. It moves no money. Resolves with the exit code. */
export async function actOnTopup(options: ActOnTopupOptions, io: Io): Promise<number> {
  const { access, action, id, reference, expectedAt, json } = options;
  return withServer(access, stopping(), async ({ client }) => {
    const body = {
      ...(reference !== undefined && { reference }),
      ...(expectedAt !== undefined && { expected_at: expectedAt }),
    };
    const topup = await client.topups[action](id, body);
    io.print(json ? JSON.stringify(topup) : line(topupText(topup), io.screen()));
    return 0;
  });
}
