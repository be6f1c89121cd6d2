import { MAX_SORTED_WALLETS, Wallet, WalletsQuery, type WalletAlert } from "@plimsoll/contract";
import { walletJson, type AlertStream, type Wallet as WalletRow } from "@plimsoll/core";
import type { Static } from "typebox";
import { offsetOf, type PageOf, type PageRequest } from "../../store/port/page.ts";
import type { Reads } from "../../store/port/reads.ts";
import type { WalletFilter } from "../../store/port/wallets.ts";
import { invalidField } from "../api-error.ts";
import { listOf, operationsOf, reading } from "../documented.ts";
import { negated, sendList } from "../pages.ts";
import type { Services } from "../services.ts";
import { walletAlertResource } from "../resources/alert.ts";
import { Sparks } from "../sparks.ts";
import type { App } from "../typed-app.ts";
import { sortedWallets } from "../wallet-order.ts";
import { decidingAmount, levelsAmong } from "../wallet-levels.ts";
import { runwaysOf } from "../wallet-runways.ts";

const operation = operationsOf("Wallets");

type Query = Static<typeof WalletsQuery>;

export function walletListRoute(app: App, { now, reads }: Services): void {
  const sparks = new Sparks(reads);
  app.get(
    "/wallets",
    operation("listWallets", "List wallets", {
      description: "By id, or in the order of `sort`.",
      querystring: WalletsQuery,
      response: reading(listOf(Wallet), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { sort, include } = request.query;
      const filter = filterOf(request.query);
      let sorted: Promise<readonly WalletRow[]> | undefined;
      const read = async (page: PageRequest): Promise<PageOf<WalletRow>> => {
        if (sort === undefined) return reads.wallets(accountId, page, filter);
        // A stream reads one page after the other.
        sorted ??= inOrder(reads, accountId, filter, { sort, now: now() });
        const wallets = await sorted;
        const start = offsetOf(page);
        return { rows: wallets.slice(start, start + page.limit), total: wallets.length };
      };
      return sendList<Included>(request, reply, {
        read: async (page) => {
          const found = await read(page);
          const members = await includedMembers(reads, accountId, found.rows, { include, sparks, now: now() });
          return { ...found, rows: found.rows.map((wallet) => ({ wallet, members: members(wallet) })) };
        },
        ...(sort === undefined && { order: { key: ({ wallet }: Included) => wallet.id, start: 0 } }),
        toJson: ({ wallet, members }) => `${walletJson(wallet).slice(0, -1)}${members}}`,
      });
    },
  );
}

/** A wallet with its further members, as JSON text that follows its own. */
interface Included {
  readonly wallet: WalletRow;
  readonly members: string;
}

async function inOrder(
  reads: Reads,
  accountId: number,
  filter: WalletFilter,
  { sort, now }: { readonly sort: NonNullable<Query["sort"]>; readonly now: number },
): Promise<readonly WalletRow[]> {
  const matching = await reads.matchingWallets(accountId, filter, MAX_SORTED_WALLETS);
  if (matching === null) {
    throw invalidField("sort", `sort is for at most ${MAX_SORTED_WALLETS} matching wallets; narrow the filter`);
  }
  return sortedWallets(matching, sort, now);
}

function filterOf(query: Query): WalletFilter {
  return {
    q: query.q,
    state: query.state,
    status: query.status,
    currency: query.currency,
    providerId: query.provider_id,
    featureId: query.feature_id,
    stale: query.stale === undefined ? null : query.stale === "true",
    watched: query.watched === undefined ? null : query.watched === "true",
    not: negated(query.not),
  };
}

async function includedMembers(
  reads: Reads,
  accountId: number,
  wallets: readonly WalletRow[],
  { include, sparks, now }: { readonly include: string | undefined; readonly sparks: Sparks; readonly now: number },
): Promise<(wallet: WalletRow) => string> {
  const wanted = include?.split(",") ?? [];
  const runways = wanted.includes("runway") ? await runwaysOf(reads, accountId, wallets, now) : null;
  const spark = wanted.includes("spark") ? await sparks.of(wallets, now) : null;
  const alerts = wanted.includes("alert") ? await worstAlerts(reads, accountId, wallets) : null;
  const levelsOf = spark === null ? null : await levelsAmong(reads, accountId, wallets);
  return (wallet) =>
    (runways === null ? "" : `,"runway":${JSON.stringify(runways.get(wallet.id))}`) +
    (spark === null ? "" : `,"spark":${JSON.stringify(spark.get(wallet.id))}`) +
    (levelsOf === null ? "" : `,"spark_level":${JSON.stringify(decidingAmount(wallet, levelsOf(wallet)))}`) +
    (wanted.includes("watched") ? `,"watched":${wallet.watched}` : "") +
    (alerts === null ? "" : `,"alert":${JSON.stringify(alertOf(alerts.get(wallet.id)))}`);
}

async function worstAlerts(reads: Reads, accountId: number, wallets: readonly WalletRow[]) {
  const raised = wallets.filter(({ alertState }) => alertState !== "ok");
  return reads.worstStreams(
    accountId,
    raised.map(({ id }) => id),
  );
}

function alertOf(stream: AlertStream | undefined): WalletAlert | null {
  return stream === undefined ? null : walletAlertResource(stream);
}
