import { Link, useLocation } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";

interface TabsProps {
  readonly name: string;
  readonly tabs: readonly {
    readonly to: string;
    readonly label: string;
    /** How many there are, beside the label. */
    readonly count?: string | undefined;
    readonly exact?: boolean;
  }[];
}

/** The parts of a page, each a page with a URL of its own. */
export function Tabs({ name, tabs }: TabsProps) {
  const bar = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const widths = tabs.map(({ count = "" }) => count).join(" ");
  useLayoutEffect(() => showChosen(bar.current), [path, widths]);
  return (
    <nav className="tabs" aria-label={name} ref={bar}>
      {tabs.map(({ to, label, count, exact = true }) => (
        <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
          {label}
          {count !== undefined && <span className="sub num">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** Scrolls the bar, where it is wider than the window, until all of the chosen tab is in view. */
function showChosen(bar: HTMLElement | null): void {
  const chosen = bar?.querySelector("[aria-current]");
  if (!bar || !chosen) return;
  const [whole, tab] = [bar.getBoundingClientRect(), chosen.getBoundingClientRect()];
  if (tab.left < whole.left) bar.scrollLeft += tab.left - whole.left;
  if (tab.right > whole.right) bar.scrollLeft += tab.right - whole.right;
}
