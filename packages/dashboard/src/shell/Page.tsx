import { Link } from "@tanstack/react-router";
import { useRef, type ReactNode } from "react";
import { Isolated } from "../parts/Isolated.tsx";
import { useArriving } from "./arriving.ts";
import { LiveIndicator } from "./LiveIndicator.tsx";
import { tabPrefix } from "./tab-title.ts";
import { useShellCounts } from "./counts.ts";
import { sentence } from "../words/isolated.ts";

interface PageProps {
  readonly title: string;
  /** The pages above, the uppermost first. */
  readonly above?: readonly { readonly title: string; readonly to?: string }[];
  readonly actions?: ReactNode;
  readonly tabs?: ReactNode;
  /** The page shows its heading itself. */
  readonly ownHeading?: boolean;
  readonly children: ReactNode;
}

/** One page: its bar with the way to it and what can be done, and its contents. */
export function Page({ title, above = [], actions, tabs, ownHeading = false, children }: PageProps) {
  const { wallets } = useShellCounts();
  const main = useRef<HTMLElement>(null);
  const arriving = useArriving(main);
  return (
    <>
      <title>{sentence`${tabPrefix(wallets)}${title} · Plimsoll`}</title>
      <header className="top">
        <nav className="crumbs" aria-label="You are here">
          {above.map((page) => (
            <span key={page.title}>
              {page.to === undefined ? page.title : <Link to={page.to}>{page.title}</Link>}
              <span aria-hidden="true"> / </span>
            </span>
          ))}
          {ownHeading ? (
            <b>
              <Isolated>{title}</Isolated>
            </b>
          ) : (
            <h1>
              <Isolated>{title}</Isolated>
            </h1>
          )}
        </nav>
        <span className="sp" />
        <span className="hide-s">
          <LiveIndicator />
        </span>
        {actions}
      </header>
      {tabs}
      <main ref={main} id="main" className="page" aria-busy={arriving !== null} data-arriving={arriving ?? undefined}>
        {children}
      </main>
    </>
  );
}
