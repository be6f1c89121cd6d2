import { useState } from "react";
import { api } from "../../data/client.ts";
import { serverNow } from "../../data/clock.ts";
import { CHANGED, refresh } from "../../data/queries.ts";
import { endSilence, untilText } from "../../episodes/silence.ts";
import { Check } from "../../parts/Checks.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { localTime, TextField } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { FilterFields, filterOf, typedFilter } from "../../wallet-filter/FilterFields.tsx";

interface NewSilenceProps {
  /** The wallet to begin with; without it, every one. */
  readonly walletId?: number;
  readonly blocked?: boolean;
  readonly onClose: () => void;
}

/** Sends nothing about some wallets for a time, with the reason. */
export default function NewSilence({ walletId, blocked = false, onClose }: NewSilenceProps) {
  const [filter, setFilter] = useState(typedFilter(walletId === undefined ? null : { wallet_ids: [walletId] }));
  const [startsAt, setStartsAt] = useState("");
  const [endsAt, setEndsAt] = useState("");
  const [untilRecovered, setUntilRecovered] = useState(false);
  const [reason, setReason] = useState("");
  const [includesBlock, setIncludesBlock] = useState(blocked);
  const act = async (): Promise<void> => {
    const silence = await api.silences.create({
      filter: filterOf(filter),
      ...(untilRecovered
        ? { until_recovered: true }
        : {
            ...(startsAt !== "" && { starts_at: localTime("starts_at", startsAt) }),
            ends_at: localTime("ends_at", endsAt),
          }),
      reason: reason.trim(),
      include_block: includesBlock,
    });
    void refresh(...CHANGED.silence);
    const { ends_at: end } = silence;
    const until = untilText(end === null ? null : new Date(end).getTime(), serverNow());
    toast(`Silenced until ${until}.`, () => void endSilence(silence, false));
  };
  return (
    <FormDialog
      title="Add silence"
      about="Nothing is sent, everything is kept. When it ends, what is still not OK is sent."
      submit="Add silence"
      act={act}
      onClose={onClose}
    >
      <Check label="Ends with the recovery of its wallets" isChecked={untilRecovered} onChange={setUntilRecovered} />
      {!untilRecovered && (
        <TextField name="ends_at" label="Until" type="datetime-local" value={endsAt} onChange={setEndsAt} />
      )}
      <TextField name="reason" label="Reason" value={reason} onChange={setReason} maxLength={500} />
      <FilterFields value={filter} onChange={setFilter} />
      {!untilRecovered && (
        <TextField
          name="starts_at"
          label="From"
          type="datetime-local"
          value={startsAt}
          onChange={setStartsAt}
          hint="Empty: now."
        />
      )}
      <Check label="Also while orders are blocked" isChecked={includesBlock} onChange={setIncludesBlock} />
    </FormDialog>
  );
}
