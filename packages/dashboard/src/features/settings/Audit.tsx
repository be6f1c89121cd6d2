import type { AuditEntry } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { periodOf, useFilters } from "../../parts/filters.ts";
import { CopyId } from "../../parts/CopyButton.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { useIsAdmin } from "../../shell/session-context.ts";
import { Changes } from "../../parts/Changes.tsx";
import { Isolated } from "../../parts/Isolated.tsx";

const RESOURCES = {
  account: "Account",
  alert_default: "Default alert settings",
  api_key: "Key",
  campaign: "Campaign",
  card: "Card",
  channel: "Channel",
  currency: "Currency",
  digest: "Digest",
  episode: "Episode",
  feature: "Feature",
  fx_rate: "Rate",
  gateway_connection: "Card gateway",
  heartbeat: "Heartbeat",
  hold: "Hold",
  order: "Order",
  product: "Product",
  provider: "Provider",
  route: "Route",
  silence: "Silence",
  topup: "Top-up",
  transaction: "Transaction",
  transfer: "Transfer",
  wallet: "Wallet",
  webhook_endpoint: "Webhook endpoint",
} as const satisfies Record<AuditEntry["resource"]["type"], string>;

/** Who changed what, newest first. */
export function Audit() {
  const isAdmin = useIsAdmin();
  const filters = useFilters("change", [
    { kind: "text", name: "actor", label: "Filter by who", placeholder: "Name or id of a key" },
    {
      kind: "pick",
      name: "resource",
      label: "What",
      choices: Object.entries(RESOURCES).map(([value, label]) => ({ value, label })),
    },
    { kind: "day", name: "from", label: "From" },
    { kind: "day", name: "to", label: "Until" },
  ]);
  if (!isAdmin) {
    return <Empty title="This key may not see the audit log.">It is read with a key that has admin.</Empty>;
  }
  const { actor, resource, from, to } = filters.values;
  const asked = { actor, resource, ...periodOf(from, to) };
  return (
    <List
      title="Audit log"
      queryKey={["audit"]}
      filters={filters}
      list={(page, signal) => api.audit.list({ ...asked, ...page }, { signal })}
      keyOf={({ id }) => id}
      empty={<Empty title="No changes yet.">What people and keys change is listed here.</Empty>}
      columns={[
        { title: "When", cell: ({ created_at: at }) => <Time at={at} exact /> },
        {
          title: "Who",
          cell: ({ actor: who, address }) => (
            <span className="text-and">
              <Isolated className="name">{who.name}</Isolated>
              <span className="sub">{address}</span>
            </span>
          ),
        },
        { title: "Did", cell: ({ action }) => action.replaceAll("_", " ") },
        {
          title: "To",
          cell: ({ resource: { type, id } }) =>
            type === "wallet" ? (
              <Link to="/wallets/$walletId" params={{ walletId: id }} className="name">
                {RESOURCES[type]} {id}
              </Link>
            ) : (
              <span className="text-and">
                <span className="name">{RESOURCES[type]}</span>
                <CopyId id={id} />
              </span>
            ),
        },
        {
          title: "Change",
          wide: true,
          cell: (entry) => (
            <span className="cut-text">
              <Changes entry={entry} />
            </span>
          ),
        },
      ]}
    />
  );
}
