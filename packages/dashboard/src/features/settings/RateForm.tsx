import type { FxRate } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { TextField } from "../../parts/Form.tsx";
import { typedAmount } from "../../words/amounts.ts";

/** Sets the rate of a pair. */
export default function RateForm({ rate, onClose }: { readonly rate: FxRate | null; readonly onClose: () => void }) {
  const [from, setFrom] = useState(rate?.from ?? "");
  const [to, setTo] = useState(rate?.to ?? "");
  const [value, setValue] = useState(rate?.rate ?? "");
  const act = async (): Promise<void> => {
    await api.fxRates.set({
      from: from.trim().toUpperCase(),
      to: to.trim().toUpperCase(),
      rate: typedAmount(value),
    });
    void refresh();
  };
  return (
    <FormDialog
      title={rate === null ? "Set rate" : `Change the rate from ${rate.from} to ${rate.to}`}
      about="Without a rate of its own, a direction uses the reciprocal of the opposite one."
      submit="Save rate"
      act={act}
      onClose={onClose}
    >
      {rate === null && (
        <>
          <TextField name="from" label="From currency" value={from} onChange={setFrom} maxLength={12} />
          <TextField name="to" label="To currency" value={to} onChange={setTo} maxLength={12} />
        </>
      )}
      <TextField
        name="rate"
        label="Rate"
        inputMode="decimal"
        value={value}
        onChange={setValue}
        hint="What one unit of the first is worth in the second."
      />
    </FormDialog>
  );
}
