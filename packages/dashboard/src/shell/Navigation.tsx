import { Link } from "@tanstack/react-router";
import { Icon, type IconName } from "../parts/Icon.tsx";
import type { ShellCounts } from "./counts.ts";
import { PAGES, type NavigationPage } from "./pages.ts";

/** Pages that follow each other under the same heading. */
function groups(): NavigationPage[][] {
  const found: NavigationPage[][] = [];
  for (const page of PAGES) {
    const last = found.at(-1);
    if (last !== undefined && last[0]?.group === page.group) last.push(page);
    else found.push([page]);
  }
  return found;
}

const GROUPS = groups();

export function Navigation({ counts }: { readonly counts: ShellCounts }) {
  return GROUPS.map((pages) => (
    <div key={pages[0]?.to}>
      {pages[0]?.group !== null && <p className="nav-group">{pages[0]?.group}</p>}
      {pages.map((page) => (
        <NavigationLink key={page.to} page={page} counts={counts} />
      ))}
    </div>
  ));
}

function NavigationLink({
  page: { to, label, icon },
  counts,
}: {
  readonly page: NavigationPage;
  readonly counts: ShellCounts;
}) {
  const count = { "/alerts": counts.alerts, "/topups": counts.topups, "/webhooks": counts.webhooks }[to] ?? 0;
  const isHot = to === "/alerts" && counts.isUnattended;
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
    <Link key={to} to={to} activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
      <Icon name={icon} size={20} />
      {label}
      {count > 0 && <em aria-hidden="true">{count}</em>}
    </Link>
  );
  return (
    <nav className="bottom" aria-label="Main, short">
      {PAGES.slice(0, 3).map(({ to, label, icon }) => link(to, label, icon, to === "/alerts" ? counts.alerts : 0))}
      <button type="button" onClick={onFind}>
        <Icon name="search" size={20} />
        Find
      </button>
      {link("/more", "More", "menu")}
    </nav>
  );
}
