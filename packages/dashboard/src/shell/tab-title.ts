import type { Overview } from "@plimsoll/client";
import { useEffect } from "react";

const COLOURS = { blocked: "#1a1f25", in_alarm: "#bd1a35", warning: "#c28000", ok: null } as const;

function worstOf(wallets: Overview["wallets"] | null): keyof typeof COLOURS {
  if (wallets === null) return "ok";
  if (wallets.blocked > 0) return "blocked";
  if (wallets.in_alarm > 0) return "in_alarm";
  return wallets.warning > 0 ? "warning" : "ok";
}

/** What the tab says before the page's own title: "(1 blocked) ". */
export function tabPrefix(wallets: Overview["wallets"] | null): string {
  if (wallets === null) return "";
  if (wallets.blocked > 0) return `(${wallets.blocked} blocked) `;
  return wallets.in_alarm > 0 ? `(${wallets.in_alarm} in alarm) ` : "";
}

/** The tab's icon carries a dot in the worst state's colour. */
export function useFavicon(wallets: Overview["wallets"] | null): void {
  const worst = worstOf(wallets);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon === null) return;
    const colour = COLOURS[worst];
    icon.href = colour === null ? "/favicon.svg" : `data:image/svg+xml,${encodeURIComponent(iconWith(colour))}`;
  }, [worst]);
}

function iconWith(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="6.2" fill="none" stroke="#10171d" stroke-width="2"/><path d="M1 10h18" stroke="#0a6570" stroke-width="2.4" stroke-linecap="round"/><circle cx="15" cy="5" r="4.5" fill="${colour}" stroke="#fff"/></svg>`;
}
