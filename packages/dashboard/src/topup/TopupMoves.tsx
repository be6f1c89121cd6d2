import type { EditOptions, Topup } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { accountQuery } from "../data/account.ts";
import { useAct } from "../data/act.ts";
import { api } from "../data/client.ts";
import { refresh } from "../data/queries.ts";
import { lazily } from "../data/program.ts";
import { ConfirmEdit } from "../parts/ConfirmEdit.tsx";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { toast } from "../parts/Toasts.tsx";
import { useMayWrite, useSession } from "../shell/session-context.ts";
import { wireInstructions } from "../words/advice.ts";
import { amountText } from "../words/amounts.ts";
import { awaitsApproval, movesOf } from "./moves.ts";

const MarkSent = lazily(() => import("./MarkSent.tsx"));

/** What can be done with a top-up, in its row. */
export function TopupMoves({ topup }: { readonly topup: Topup }) {
  const mayWrite = useMayWrite();
  const { key_id: keyId } = useSession();
  const { data: account } = useQuery(accountQuery);
  const [open, setOpen] = useState<"send" | "settle" | "cancel" | null>(null);
  const approval = account?.topup_approval ?? null;
  const moves = mayWrite && account !== undefined ? movesOf(topup, approval, keyId) : [];
  const money = moneyOf(topup);
  const close = (): void => setOpen(null);
  const { run: approve, problem } = useAct(async () => {
    await api.topups.approve(topup.id);
    toast(`Approved ${money}.`);
    void refresh();
  });
  const asked = { resource: topup, read: async () => api.topups.get(topup.id), onClose: close };
  const end = async (status: "settled" | "cancelled", options: EditOptions): Promise<void> => {
    await api.topups.update(topup.id, { status }, options);
    void refresh();
  };
  return (
    <span className="acts end">
      <Refusal problem={problem} />
      {awaitsApproval(topup, approval) && topup.proposed_by === keyId && (
        <span className="sub">another key has to approve it</span>
      )}
      {topup.status === "proposed" && (
        <CopyButton text={async () => instructionsOf(topup)} label="Copy wire instructions" shortcut="c" />
      )}
      {moves.includes("approve") && (
        <button type="button" className="btn s" onClick={() => void approve()}>
          Approve
        </button>
      )}
      {moves.includes("send") && (
        <button type="button" className="btn s" onClick={() => setOpen("send")}>
          Mark sent
        </button>
      )}
      {moves.includes("settle") && topup.status !== "approved" && (
        <button type="button" className="btn s q" onClick={() => setOpen("settle")}>
          Mark arrived
        </button>
      )}
      {moves.includes("cancel") && (
        <button type="button" className="btn s q" onClick={() => setOpen("cancel")}>
          Cancel top-up
        </button>
      )}
      <Suspense fallback={null}>
        {open === "send" && <MarkSent topup={topup} onClose={close} />}
        {open === "cancel" && (
          <ConfirmEdit
            {...asked}
            says={(of) => ({
              title: `Cancel the top-up of ${moneyOf(of)}?`,
              consequence:
                of.status === "proposed"
                  ? "The proposal is withdrawn. The next critical alert of its wallet may propose one again."
                  : "It no longer counts in the runway. Money that arrives all the same is credited as usual. It cannot be taken back; announce it again instead.",
              keep: "Keep top-up",
              go: "Cancel top-up",
            })}
            act={async (options) => end("cancelled", options)}
          />
        )}
        {open === "settle" && (
          <ConfirmEdit
            {...asked}
            says={(of) => ({
              title: `Has ${moneyOf(of)} arrived?`,
              consequence:
                "A credit of its reference or amount settles it by itself. Marked as arrived it no longer counts as in flight, and no balance changes.",
              keep: "Keep in flight",
              go: "Mark arrived",
              harmful: false,
            })}
            act={async (options) => end("settled", options)}
          />
        )}
      </Suspense>
    </span>
  );
}

function moneyOf({ currency, amount }: Topup): string {
  return `${currency} ${amountText(amount)}`;
}

/** What the clipboard gets for a proposal: its own amount, and the rest as the wallet's runway advises now. */
async function instructionsOf(topup: Topup): Promise<string> {
  const [wallet, runway] = await Promise.all([api.wallets.get(topup.wallet_id), api.wallets.runway(topup.wallet_id)]);
  const advised = { ...runway, topup: { ...runway.topup, amount: topup.amount, method: topup.method } };
  return wireInstructions(wallet.name, advised, topup.reference ?? topup.id);
}
