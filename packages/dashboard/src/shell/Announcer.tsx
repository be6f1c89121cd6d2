import type { Overview } from "@plimsoll/client";
import { useEffect, useRef, useState } from "react";
import { Store, useStore } from "../data/store.ts";
import { counted } from "../words/count.ts";
import { summaryOf } from "./summary.ts";

/** @nolimit Time over which changes are summed up for screen readers. */
const SUMMED_MS = 60_000;

const announced = new Store("");

/** Tells screen readers, once they have said what they are saying, what has changed elsewhere than at the focus. */
export function announce(text: string): void {
  announced.set(text);
}

/** Tells screen readers when a wallet has become in alarm or blocked, and what pages announce. */
export function Announcer({ wallets }: { readonly wallets: Overview["wallets"] | null }) {
  const before = useRef<Overview["wallets"] | null>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    const previous = before.current;
    before.current = wallets;
    if (previous === null || wallets === null) return;
    const said = [
      ...(wallets.blocked > previous.blocked ? [`${counted(wallets.blocked, "wallet")} blocked`] : []),
      ...(wallets.in_alarm > previous.in_alarm ? [`${counted(wallets.in_alarm, "wallet")} in alarm`] : []),
    ];
    if (said.length > 0) setText(`${said.join(", ")}.`);
  }, [wallets]);
  useSummary(wallets);
  return (
    <>
      <div className="sr" aria-live="assertive">
        {text}
      </div>
      <div className="sr" aria-live="polite">
        {useStore(announced)}
      </div>
    </>
  );
}

/** Says politely, at most once a minute, what has become of the other states. */
function useSummary(wallets: Overview["wallets"] | null): void {
  const said = useRef<Overview["wallets"] | null>(null);
  const latest = useRef(wallets);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    latest.current = wallets;
    said.current ??= wallets;
    if (said.current === wallets || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const text = said.current && latest.current && summaryOf(said.current, latest.current);
      said.current = latest.current;
      if (text !== null && text !== "") announce(text);
    }, SUMMED_MS);
  }, [wallets]);
}
