import type { Overview } from "@plimsoll/client";
import { useEffect, useRef, useState } from "react";
import { counted } from "../words/count.ts";

/** Tells screen readers when a wallet has become in alarm or blocked. */
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
  return (
    <div className="sr" aria-live="assertive">
      {text}
    </div>
  );
}
