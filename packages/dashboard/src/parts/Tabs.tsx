import { Link } from "@tanstack/react-router";

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
  return (
    <nav className="tabs" aria-label={name}>
      {tabs.map(({ to, label, count, exact = true }) => (
        <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
          {label}
          {count !== undefined && <span className="sub num">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
