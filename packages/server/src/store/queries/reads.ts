import { Kysely, type Dialect } from "kysely";
import type { Reads } from "../port/reads.ts";
import { accountReads } from "./accounts.ts";
import { allDeliveryReads } from "./all-deliveries.ts";
import { alertReads } from "./alerts.ts";
import { auditReads } from "./audit-log.ts";
import { boundedCountReads } from "./bounded-counts.ts";
import { cardReads } from "./cards.ts";
import { ColumnNames } from "./column-names.ts";
import { currencyReads } from "./currencies.ts";
import type { Db, Guard, Schema } from "./database.ts";
import { deliveryReads } from "./deliveries.ts";
import { eventReads } from "./events.ts";
import { gateReads } from "./gates.ts";
import { holdReads } from "./holds.ts";
import { hookReads } from "./hooks.ts";
import { mirrorOrderReads } from "./mirror-orders.ts";
import { notificationReads } from "./notifications.ts";
import { overviewReads } from "./overview.ts";
import { providerReads } from "./providers.ts";
import { spendReads } from "./spend.ts";
import { seriesReads } from "./series.ts";
import { recentDeliveryReads } from "./recent-deliveries.ts";
import { reconciliationReads } from "./reconciliation.ts";
import { statementReads } from "./statement.ts";
import { sweepReads, type ScanOptions } from "./sweep.ts";
import { topupReads } from "./topups.ts";
import { transactionReads } from "./transactions.ts";
import { transferReads } from "./transfers.ts";
import { verifyReads } from "./verify.ts";
import { walletReads } from "./wallets.ts";

/**
 * The read models over either engine. `guard` turns a driver's failures into `StoreUnavailable`. Each engine has its
 * own `cardBalance`, because it has to be fast.
 */
export function createReads(
  dialect: Dialect,
  guard: Guard,
  options: ScanOptions,
  cardBalance: Reads["cardBalance"],
): { readonly reads: Reads; close(): Promise<void> } {
  const db: Db = new Kysely<Schema>({ dialect, plugins: [new ColumnNames()] });
  const reads: Reads = {
    ...accountReads(db),
    ...walletReads(db),
    ...transactionReads(db),
    ...statementReads(db),
    ...currencyReads(db),
    ...holdReads(db),
    ...gateReads(db),
    ...mirrorOrderReads(db),
    ...transferReads(db),
    ...alertReads(db),
    ...auditReads(db),
    ...overviewReads(db),
    ...boundedCountReads(db),
    ...deliveryReads(db),
    ...notificationReads(db),
    ...allDeliveryReads(db),
    ...recentDeliveryReads(db),
    ...seriesReads(db),
    ...eventReads(db),
    ...providerReads(db),
    ...hookReads(db),
    ...reconciliationReads(db),
    ...spendReads(db),
    ...cardReads(db),
    cardBalance,
    ...topupReads(db),
    ...sweepReads(db, options),
    ...verifyReads(db),
  };
  return { reads: guarded(reads, guard), close: () => db.destroy() };
}

function guarded(reads: Reads, guard: Guard): Reads {
  const entries = Object.entries(reads) as [string, (...input: never[]) => Promise<unknown>][];
  return Object.fromEntries(
    entries.map(([name, read]) => [name, (...input: never[]) => guard(read(...input))]),
  ) as unknown as Reads;
}
