import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { featureChoicesQuery } from "../../data/features.ts";
import { walletQuery } from "../../data/wallets.ts";
import { EpisodeTable } from "../../episodes/EpisodeTable.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { periodOf, useFilters, type Filter } from "../../parts/filters.ts";
import { NoneMatches } from "../../parts/NoneMatches.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { idIn } from "../../parts/url.ts";
import { WalletField } from "../../parts/WalletField.tsx";
import { STATES, STATE_WORDS } from "../../words/states.ts";
import { isolated } from "../../words/isolated.ts";

const WORST = STATES.filter((state) => state !== "ok");
const FILTERS = [
  { kind: "pick", name: "wallet", label: "Wallet", choices: [], isOpen: true },
  { kind: "pick", name: "feature", label: "Feature", choices: [], isOpen: true },
  { kind: "pick", name: "worst", label: "Worst state", choices: WORST.map((value) => ({ value, label: value })) },
  { kind: "flag", name: "over", value: "yes", label: "Over" },
  { kind: "day", name: "from", label: "Opened from" },
  { kind: "day", name: "to", label: "Opened until" },
] as const satisfies readonly Filter[];

/** Every episode, by wallet, feature, worst state and day; the filter is in the URL. */
export function History() {
  const filters = useFilters("episode", FILTERS);
  const { isSet, set, clear } = filters;
  const { feature, over, from, to } = filters.values;
  const walletId = idIn(filters.values.wallet);
  const worst = WORST.find((state) => state === filters.values.worst);
  const wallet = useQuery(walletQuery(walletId));
  const features = useQuery(featureChoicesQuery);
  return (
    <>
      <div className="filters" role="group" aria-label="Worst state">
        <button type="button" className="chip" aria-pressed={!isSet} onClick={clear}>
          All
        </button>
        {WORST.map((state) => (
          <button
            key={state}
            type="button"
            className="chip"
            aria-pressed={worst === state}
            onClick={() => set("worst", worst === state ? undefined : state)}
          >
            <Silhouette state={state} />
            {STATE_WORDS[state]}
          </button>
        ))}
        <button
          type="button"
          className="chip"
          aria-pressed={over === "yes"}
          onClick={() => set("over", over === "yes" ? undefined : "yes")}
        >
          Over
        </button>
        {isSet && (
          <button type="button" className="link" data-shortcut="clear" onClick={clear}>
            Clear
          </button>
        )}
      </div>
      <div className="inline-form">
        <WalletField
          name="wallet"
          label="Wallet"
          value={wallet.data ?? null}
          onChange={(chosen: Wallet | null) => set("wallet", chosen === null ? undefined : String(chosen.id))}
        />
        {(features.data?.length ?? 0) > 0 && (
          <label className="small-field">
            <span>Feature</span>
            <select value={feature ?? ""} onChange={(event) => set("feature", event.target.value)}>
              <option value="">any</option>
              {(features.data ?? []).map(({ id, name }) => (
                <option key={id} value={id}>
                  {isolated(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <DayField label="Opened from" value={from} onChange={(day) => set("from", day)} />
        <DayField label="Opened until" value={to} onChange={(day) => set("to", day)} />
      </div>
      <EpisodeTable
        title="Episodes"
        filter={{
          state: over === "yes" ? "closed" : undefined,
          worst_state: worst,
          wallet_id: Number.isSafeInteger(walletId) ? walletId : undefined,
          feature_id: feature,
          ...periodOf(from, to),
        }}
        empty={
          isSet ? (
            <NoneMatches filters={filters} />
          ) : (
            <Empty title="No alert yet.">
              An episode is written here when a wallet leaves OK, and stays when it is over.
            </Empty>
          )
        }
      />
    </>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <label className="small-field">
      <span>{label}</span>
      <span className="field">
        <input type="date" value={value ?? ""} onChange={(event) => onChange(event.target.value)} />
      </span>
    </label>
  );
}
