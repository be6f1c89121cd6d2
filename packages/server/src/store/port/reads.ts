import type { AccountReads } from "./accounts.ts";
import type { AlertReads } from "./alerts.ts";
import type { AuditReads } from "./audit.ts";
import type { CardReads } from "./cards.ts";
import type { ChoreReads } from "./chores.ts";
import type { CurrencyReads } from "./currencies.ts";
import type { DeliveryReads } from "./deliveries.ts";
import type { HoldReads } from "./holds.ts";
import type { NotificationReads } from "./notifications.ts";
import type { OrderReads } from "./orders.ts";
import type { OverviewReads } from "./overview.ts";
import type { ProviderReads } from "./providers.ts";
import type { RebalancingReads } from "./rebalancing.ts";
import type { SeriesReads } from "./series.ts";
import type { StatementReads } from "./statement.ts";
import type { TopupReads } from "./topups.ts";
import type { WalletReads } from "./wallets.ts";

/**
 * The store's read models. Every method takes the account first, except those for the server's own workers and for
 * finding the account of a key or hook. A page of a list costs the same wherever it is: lists read ranges of gapless
 * positions. Every method rejects with `StoreUnavailable` when the database is unavailable.
 */
export interface Reads
  extends
    AccountReads,
    WalletReads,
    StatementReads,
    CurrencyReads,
    SeriesReads,
    HoldReads,
    TopupReads,
    RebalancingReads,
    OrderReads,
    OverviewReads,
    AlertReads,
    AuditReads,
    ProviderReads,
    DeliveryReads,
    NotificationReads,
    CardReads,
    ChoreReads {}
