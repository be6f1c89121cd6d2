import type { FxRate } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { TextField } from "../../parts/Form.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { typedAmount } from "../../words/amounts.ts";

/** Sets the rate of a pair. */
export default function RateForm({ rate, onClose }: { readonly rate: FxRate | null; readonly onClose: () => void }) {
  const edit = useEdit({
    resource: rate,
    read: async () => rate && api.fxRates.get(rate.from, rate.to),
    formOf: (of) => ({ from: of?.from ?? "", to: of?.to ?? "", value: of?.rate ?? "" }),
    rowsOf: (of) => [["Rate", of.value]],
  });
  const { set } = edit;
  const { from, to, value } = edit.form;
  const act = async (): Promise<void> => {
    const put = { from: from.trim().toUpperCase(), to: to.trim().toUpperCase(), rate: typedAmount(value) };
    if (rate === null) await api.fxRates.set(put);
    else await edit.save(async (options) => (await api.fxRates.set(put, options))[0] ?? rate);
    void refresh();
  };
  return (
    <FormDialog
      title={rate === null ? "Set rate" : `Change the rate from ${rate.from} to ${rate.to}`}
      about="Without a rate of its own, a direction uses the reciprocal of the opposite one."
      submit="Save rate"
      act={act}
      edit={edit}
      onClose={onClose}
    >
      {rate === null && (
        <>
          <TextField
            name="from"
            label="From currency"
            value={from}
            onChange={(text) => set({ from: text })}
            maxLength={12}
          />
          <TextField name="to" label="To currency" value={to} onChange={(text) => set({ to: text })} maxLength={12} />
        </>
      )}
      <TextField
        name="rate"
        label="Rate"
        inputMode="decimal"
        value={value}
        onChange={(text) => set({ value: text })}
        hint="What one unit of the first is worth in the second."
      />
    </FormDialog>
  );
}
