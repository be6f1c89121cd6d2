import { Link } from "@tanstack/react-router";

interface TabsProps {
  readonly name: string;
  readonly tabs: readonly { readonly to: string; readonly label: string; readonly exact?: boolean }[];
}

/** The parts of a page, each a page with a URL of its own. */
export function Tabs({ name, tabs }: TabsProps) {
  return (
    <nav className="tabs" aria-label={name}>
      {tabs.map(({ to, label, exact = true }) => (
        <Link key={to} to={to} activeOptions={{ exact, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
