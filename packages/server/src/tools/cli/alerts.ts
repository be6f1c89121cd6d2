import type { AlertChange, OpenAlert } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { withServer, type ServerAccess, type ServerConnection } from "../connection/server-connection.ts";
import { acknowledgedText, alertLines, historyLines } from "../daily/alerts.ts";
import { line } from "../terminal/table.ts";
import { printLines, type Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface AlertsOptions {
  readonly access: ServerAccess;
  readonly history: boolean;
  readonly wallet?: number | undefined;
  /** Of the history. */
  readonly limit: number;
  readonly json: boolean;
}

/** Prints what is not ok, or the newest changes of state. Resolves with the exit code. */
export async function alerts({ access, history, wallet, limit, json }: AlertsOptions, io: Io): Promise<number> {
  return withServer(access, stopping(), async ({ client }) => {
    if (history) {
      const changes: AlertChange[] = [];
      for await (const change of client.alerts.history({ wallet_id: wallet, limit: Math.min(limit, MAX_LIMIT) })) {
        if (changes.push(change) === limit) break;
      }
      printLines(io, json ? [JSON.stringify(changes)] : historyLines(changes, io.screen()));
      return 0;
    }
    const open: OpenAlert[] = [];
    for await (const alert of client.alerts.list({ limit: MAX_LIMIT })) {
      if (wallet === undefined || alert.wallet_id === wallet) open.push(alert);
    }
    printLines(io, json ? [JSON.stringify(open)] : alertLines(open, Date.now(), io.screen()));
    return 0;
  });
}

export interface AcknowledgeOptions {
  readonly access: ServerAccess;
  /** An episode's id, or a wallet's for all of its open ones. */
  readonly what: string;
  readonly note?: string | undefined;
  readonly minutes?: number | undefined;
  readonly json: boolean;
}

/** Acknowledges an episode, or those of a wallet, for everyone who would be reminded. Resolves with the exit code. */
export async function acknowledge(options: AcknowledgeOptions, io: Io): Promise<number> {
  const { access, what, note, minutes, json } = options;
  return withServer(access, stopping(), async ({ client }) => {
    const body = { ...(note !== undefined && { note }), ...(minutes !== undefined && { minutes }) };
    for (const id of /^\d+$/.test(what) ? await openEpisodes(client, Number(what)) : [what]) {
      const episode = await client.episodes.acknowledge(id, body);
      io.print(json ? JSON.stringify(episode) : line(acknowledgedText(episode), io.screen()));
    }
    return 0;
  });
}

async function openEpisodes(client: ServerConnection["client"], walletId: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of client.episodes.list({ state: "open", wallet_id: walletId, limit: MAX_LIMIT }))
    found.push(id);
  if (found.length === 0) throw new Error(`wallet ${walletId} has no open alert`);
  return found;
}
