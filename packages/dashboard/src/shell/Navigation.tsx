import { Link } from "@tanstack/react-router";
import { Icon, type IconName } from "../parts/Icon.tsx";
import type { ShellCounts } from "./counts.ts";

interface Entry {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
}

const GROUPS: readonly { readonly title: string | null; readonly entries: readonly Entry[] }[] = [
  {
    title: null,
    entries: [
      { to: "/", label: "Overview", icon: "overview" },
      { to: "/alerts", label: "Alerts", icon: "alerts" },
    ],
  },
  {
    title: "Money",
    entries: [
      { to: "/topups", label: "Top-ups", icon: "topups" },
      { to: "/orders", label: "Orders", icon: "orders" },
      { to: "/cards", label: "Cards", icon: "cards" },
    ],
  },
  {
    title: "Product Catalogue",
    entries: [
      { to: "/features", label: "Features", icon: "features" },
      { to: "/products", label: "Products", icon: "products" },
    ],
  },
  {
    title: "Connections",
    entries: [
      { to: "/providers", label: "Providers", icon: "providers" },
      { to: "/webhooks", label: "Webhooks", icon: "webhooks" },
    ],
  },
  { title: null, entries: [{ to: "/settings", label: "Settings", icon: "settings" }] },
];

export function Navigation({ counts }: { readonly counts: ShellCounts }) {
  return (
    <>
      {GROUPS.map(({ title, entries }, index) => (
        <div key={title ?? index}>
          {title !== null && <p className="nav-group">{title}</p>}
          {entries.map((entry) => (
            <NavigationLink key={entry.to} entry={entry} counts={counts} />
          ))}
        </div>
      ))}
    </>
  );
}

function NavigationLink({
  entry: { to, label, icon },
  counts,
}: {
  readonly entry: Entry;
  readonly counts: ShellCounts;
}) {
  const count = { "/alerts": counts.alerts, "/topups": counts.topups, "/webhooks": counts.webhooks }[to] ?? 0;
  const isHot = to === "/alerts" && counts.inDanger > 0;
  return (
    <Link to={to} className="nav" activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
      <Icon name={icon} />
      <span>{label}</span>
      {count > 0 && (
        <span className={isHot ? "count hot" : "count"} aria-hidden="true">
          {count}
        </span>
      )}
    </Link>
  );
}

/** The phone's: the pages of a day at the thumb. */
export function BottomNavigation({ counts, onFind }: { readonly counts: ShellCounts; readonly onFind: () => void }) {
  const link = (to: string, label: string, icon: IconName, count = 0) => (
    <Link to={to} activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
      <Icon name={icon} size={20} />
      {label}
      {count > 0 && <em aria-hidden="true">{count}</em>}
    </Link>
  );
  return (
    <nav className="bottom" aria-label="Main, short">
      {link("/", "Overview", "overview")}
      {link("/alerts", "Alerts", "alerts", counts.alerts)}
      {link("/topups", "Top-ups", "topups")}
      <button type="button" onClick={onFind}>
        <Icon name="search" size={20} />
        Find
      </button>
      {link("/more", "More", "menu")}
    </nav>
  );
}
