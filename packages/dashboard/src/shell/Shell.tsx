import { Link, Outlet } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useAct } from "../data/act.ts";
import { exactTimes, singleKeys } from "../data/choices.ts";
import { queries, refresh } from "../data/queries.ts";
import { extendSession, signOut } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { useNow } from "../data/clock.ts";
import { useLiveStatus } from "../data/live.ts";
import { lazily } from "../data/program.ts";
import { Icon, Mark } from "../parts/Icon.tsx";
import { Skeleton } from "../parts/Answers.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { TimeCard } from "../parts/TimeCard.tsx";
import { Toasts } from "../parts/Toasts.tsx";
import { Announcer } from "./Announcer.tsx";
import { useShellCounts } from "./counts.ts";
import { useFocusOnHeading } from "./heading-focus.ts";
import { LiveIndicator, LostNotice } from "./LiveIndicator.tsx";
import { BottomNavigation, Navigation } from "./Navigation.tsx";
import { useSession } from "./session-context.ts";
import { useShortcuts } from "./shortcuts.ts";
import { useFavicon } from "./tab-title.ts";
import { pinnedTheme, pinTheme, THEMES, type Theme } from "./theme.ts";

const Palette = lazily(() => import("./Palette.tsx"));
const KeyList = lazily(() => import("./KeyList.tsx"));
/** @nolimit Time before a session's end at which it is announced. */
const WARN_MS = 120_000;

/** What surrounds every page: navigation, connection, keys. */
export function Shell() {
  const counts = useShellCounts();
  const [overlay, setOverlay] = useState<"palette" | "keys" | null>(null);
  const liveStatus = useLiveStatus();
  useFavicon(counts.wallets);
  useFocusOnHeading();
  useShortcuts({ onFind: () => setOverlay("palette"), onKeys: () => setOverlay("keys") });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <nav className="side" aria-label="Main">
        <Link to="/" className="brand">
          <Mark />
          Plimsoll
        </Link>
        <button type="button" className="search" onClick={() => setOverlay("palette")}>
          <Icon name="search" size={14} />
          Find or do…
          <kbd>{navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <Navigation counts={counts} />
        <div className="foot">
          <LiveIndicator detailed />
          <Account />
        </div>
      </nav>
      <div className="main" data-live={liveStatus}>
        <SessionEnd />
        <Suspense fallback={<Skeleton />}>
          <Outlet />
        </Suspense>
      </div>
      <LostNotice />
      <BottomNavigation counts={counts} onFind={() => setOverlay("palette")} />
      <Toasts />
      <TimeCard />
      <Announcer wallets={counts.wallets} />
      <Suspense fallback={null}>
        {overlay === "palette" && <Palette onClose={() => setOverlay(null)} />}
        {overlay === "keys" && <KeyList onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}

function Account() {
  const session = useSession();
  const exact = useStore(exactTimes);
  const areKeysOn = useStore(singleKeys);
  const [theme, setTheme] = useState<Theme>(pinnedTheme);
  return (
    <details className="account">
      <summary>
        <Icon name="person" size={14} />
        <span>{session.account.name}</span>
        <span className="end">
          <Icon name="sun" size={14} />
        </span>
      </summary>
      <label>
        Theme
        <select
          value={theme}
          onChange={(event) => {
            const chosen = event.target.value as Theme;
            setTheme(chosen);
            pinTheme(chosen);
          }}
        >
          {THEMES.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="btn s q" aria-pressed={exact} onClick={exactTimes.toggle}>
        Exact times
      </button>
      <button type="button" className="btn s q" aria-pressed={areKeysOn} onClick={singleKeys.toggle}>
        Single keys
      </button>
      <a className="btn s q" href="/docs">
        Documentation
      </a>
      <button
        type="button"
        className="btn s q"
        onClick={() =>
          void signOut()
            .then(() => queries.clear())
            .then(() => location.assign("/sign-in"))
        }
      >
        Sign out
      </button>
    </details>
  );
}

/** Says that the session ends soon, with a way to stay. */
function SessionEnd() {
  const session = useSession();
  useNow();
  const left = session.endsInMs - (performance.now() - session.readAt);
  useEffect(() => {
    if (left <= 0) void refresh("session");
  }, [left <= 0]);
  const { run: stay, problem } = useAct(async () => {
    queries.setQueryData(["session"], await extendSession());
  });
  if (left > WARN_MS) return null;
  return (
    <div className="notice" role="alert">
      Your session ends in {Math.max(0, Math.ceil(left / 1_000))} s.
      <button type="button" className="btn s" onClick={() => void stay()}>
        Stay signed in
      </button>
      <Refusal problem={problem} />
    </div>
  );
}
