import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { silencesQuery } from "../../data/silences.ts";
import { useShellCounts } from "../../shell/counts.ts";
import { numberText } from "../../words/count.ts";

const TABS = [
  ["open", "Open"],
  ["history", "History"],
  ["silences", "Silences"],
] as const;

/** The parts of the alerts, with how many are open and how many silences hold. */
export function AlertTabs({ tab }: { readonly tab: string }) {
  const { alerts } = useShellCounts();
  const { data } = useQuery(silencesQuery);
  const counts: Readonly<Record<string, number>> = {
    open: alerts,
    silences: (data?.items ?? []).filter(({ active }) => active).length,
  };
  return (
    <nav className="tabs" aria-label="Parts of the alerts">
      {TABS.map(([name, label]) => (
        <Link
          key={name}
          to="/alerts"
          search={name === "open" ? {} : { tab: name }}
          activeOptions={{ exact: true }}
          aria-current={tab === name ? "page" : undefined}
        >
          {label}
          {(counts[name] ?? 0) > 0 && <span className="sub">{numberText(counts[name] ?? 0)}</span>}
        </Link>
      ))}
    </nav>
  );
}
