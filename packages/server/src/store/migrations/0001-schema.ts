import { accounts } from "./0001-schema/accounts.ts";
import { alerts } from "./0001-schema/alerts.ts";
import { cards } from "./0001-schema/cards.ts";
import { ledger } from "./0001-schema/ledger.ts";
import { notifications } from "./0001-schema/notifications.ts";
import { orders } from "./0001-schema/orders.ts";
import { providers } from "./0001-schema/providers.ts";
import { topups } from "./0001-schema/topups.ts";
import { wallets } from "./0001-schema/wallets.ts";
import { webhooks } from "./0001-schema/webhooks.ts";
import type { Migration } from "./migration.ts";

const PARTS = [accounts, wallets, ledger, alerts, topups, orders, providers, cards, webhooks, notifications];

export const schema: Migration = {
  version: 1,
  name: "schema",
  statements: (dialect) => PARTS.flatMap((part) => part(dialect)),
};
