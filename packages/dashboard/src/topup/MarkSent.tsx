import type { Topup } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../data/client.ts";
import { refresh } from "../data/queries.ts";
import { FormDialog } from "../parts/FormDialog.tsx";
import { localTime, TextField } from "../parts/Form.tsx";
import { toast } from "../parts/Toasts.tsx";
import { amountText } from "../words/amounts.ts";

/** Reports that a top-up's money has left, with what its credit will carry. */
export default function MarkSent({ topup, onClose }: { readonly topup: Topup; readonly onClose: () => void }) {
  const [reference, setReference] = useState(topup.reference ?? "");
  const [expected, setExpected] = useState("");
  const money = `${topup.currency} ${amountText(topup.amount)}`;
  const act = async (): Promise<void> => {
    await api.topups.send(topup.id, {
      ...(reference.trim() !== (topup.reference ?? "") && { reference: reference.trim() || null }),
      ...(expected !== "" && { expected_at: localTime("expected_at", expected) }),
    });
    void refresh();
    toast(`${money} marked as sent.`);
  };
  return (
    <FormDialog title={`Mark ${money} as sent`} submit="Mark sent" act={act} onClose={onClose}>
      <TextField
        name="reference"
        label="Reference"
        value={reference}
        onChange={setReference}
        hint="What the credit will carry; it settles the top-up."
      />
      <TextField
        name="expected_at"
        label="Expected"
        type="datetime-local"
        value={expected}
        onChange={setExpected}
        hint="Empty: as announced, or the account's lead time from now."
      />
    </FormDialog>
  );
}
