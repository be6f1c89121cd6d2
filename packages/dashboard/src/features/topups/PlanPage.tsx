import type { RebalancingPlan } from "@plimsoll/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { isZero } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { lastsText } from "../../words/lasts.ts";
import { durationText } from "../../words/lasts.ts";
import { moveInstructions } from "./instructions.ts";

/** @nolimit Time after which a plan is read again: this page's process does not announce spend that another has measured. */
const REREAD_MS = 10_000;

const ReviewMove = lazily(() => import("../../transfer/ReviewMove.tsx"));

type Move = RebalancingPlan["transfers"][number];

interface Search {
  readonly currency?: string;
  readonly tolerance?: string | number;
  readonly fee?: string | number;
}

/** The fewest moves that make all wallets last equally long; what they are compared by is in the URL. */
export default function PlanPage() {
  const search = useSearch({ strict: false }) as Search;
  const asked = {
    currency: search.currency,
    tolerance_percent: search.tolerance === undefined ? undefined : String(search.tolerance),
    fee_percent: search.fee === undefined ? undefined : String(search.fee),
  };
  const query = useQuery({
    queryKey: ["overview", "plan", asked],
    queryFn: async ({ signal }) => api.rebalancingPlan.get(asked, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REREAD_MS,
  });
  return (
    <Page title="Rebalancing plan" above={[{ title: "Top-ups", to: "/topups" }]}>
      <Answer what="The plan" query={query}>
        {(plan) => (
          <>
            <div className="hero">
              <div>
                <h2 className="lead">{planSentence(plan)}</h2>
                <p>
                  {plan.currency !== null && `Compared in ${plan.currency}, at account rates. `}
                  Wallets count as level within {plan.tolerance_percent} %.
                </p>
              </div>
              <Choices key={JSON.stringify(asked)} search={search} plan={plan} />
            </div>
            <Moves plan={plan} />
            <Wallets plan={plan} />
            <LeftOut plan={plan} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function planSentence({ transfers, runway_hours: hours, wallets }: RebalancingPlan): string {
  if (wallets.length === 0) return "There is nothing to level yet.";
  const together = hours === null ? "" : ` Together they last ${durationText(hours)}.`;
  if (transfers.length === 0) return `${counted(wallets.length, "wallet")} are level.${together}`;
  return `${counted(transfers.length, "move")} level ${counted(wallets.length, "wallet")}.${together}`;
}

function Choices({ search, plan }: { readonly search: Search; readonly plan: RebalancingPlan }) {
  const navigate = useNavigate();
  const [currency, setCurrency] = useState(plan.currency ?? "");
  const [tolerance, setTolerance] = useState(plan.tolerance_percent);
  const [fee, setFee] = useState(plan.fee_percent);
  const fields = [
    ["Compared in", currency, setCurrency],
    ["Level within, %", tolerance, setTolerance],
    ["A move costs, %", fee, setFee],
  ] as const;
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const chosen = { currency: currency.trim().toUpperCase() || undefined, tolerance, fee };
        void navigate({ to: "/topups/plan", search: { ...search, ...chosen }, replace: true });
      }}
    >
      {fields.map(([label, value, set]) => (
        <label key={label} className="small-field narrow">
          <span>{label}</span>
          <span className="field">
            <input value={value} maxLength={12} onChange={(event) => set(event.target.value)} />
          </span>
        </label>
      ))}
      <button type="submit" className="btn">
        Plan again
      </button>
    </form>
  );
}

function Moves({ plan }: { readonly plan: RebalancingPlan }) {
  const mayWrite = useMayWrite();
  const [moving, setMoving] = useState<Move | null>(null);
  const currencyOf = new Map(plan.wallets.map(({ wallet_id: id, currency }) => [id, currency]));
  return (
    <Panel title="Moves" note="the fewest that level the runway">
      {plan.transfers.length === 0 ? (
        <Empty title="Nothing to move.">
          {plan.wallets.length === 0
            ? "A wallet needs one complete day of spend to have a runway."
            : "Every wallet lasts about as long as the others."}
        </Empty>
      ) : (
        <Table
          name="Moves"
          rows={plan.transfers}
          keyOf={(move) => `${move.from_wallet_id} ${move.to_wallet_id}`}
          columns={[
            { title: "From", className: "named", cell: ({ from_wallet_id: id }) => <WalletName id={id} /> },
            { title: "To", className: "named", cell: ({ to_wallet_id: id }) => <WalletName id={id} /> },
            {
              title: "Amount",
              numeric: true,
              cell: (move) => <AmountCell value={move.amount} currency={currencyOf.get(move.from_wallet_id)} />,
            },
            {
              title: "Fee",
              numeric: true,
              wide: true,
              cell: ({ fee }) => (isZero(fee) ? "none" : <AmountCell value={fee} />),
            },
            {
              title: "Arrives",
              numeric: true,
              wide: true,
              cell: (move) => <AmountCell value={move.received} currency={currencyOf.get(move.to_wallet_id)} />,
            },
            { title: "Rate", numeric: true, wide: true, cell: ({ rate }) => rate ?? "–" },
            {
              title: "Do",
              actions: true,
              cell: (move) => (
                <span className="acts end">
                  <CopyButton
                    text={async () => moveInstructions(move, currencyOf)}
                    label="Copy wire instructions"
                    shortcut="c"
                  />
                  {move.executable && mayWrite && (
                    <button type="button" className="btn s" onClick={() => setMoving(move)}>
                      Review move
                    </button>
                  )}
                </span>
              ),
            },
          ]}
        />
      )}
      <Suspense fallback={null}>
        {moving !== null && <ReviewMove move={requestOf(moving)} onClose={() => setMoving(null)} />}
      </Suspense>
    </Panel>
  );
}

/** What the plan says, as the API takes it. */
function requestOf({ from_wallet_id: from, to_wallet_id: to, amount, fee, rate }: Move) {
  return { from_wallet_id: from, to_wallet_id: to, amount, fee, ...(rate !== null && { rate }) };
}

function Wallets({ plan }: { readonly plan: RebalancingPlan }) {
  if (plan.wallets.length === 0) return null;
  return (
    <Panel
      title="Wallets"
      note={plan.truncated ? "more wallets have spend than one plan considers" : "before and after the moves"}
    >
      <Table
        name="Wallets of the plan"
        rows={plan.wallets}
        keyOf={({ wallet_id: id }) => id}
        columns={[
          { title: "Wallet", className: "named", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
          {
            title: "Typical day",
            numeric: true,
            wide: true,
            cell: ({ typical_daily_spend: spend }) => <AmountCell value={spend} />,
          },
          {
            title: "Available",
            numeric: true,
            cell: ({ available, currency }) => <AmountCell value={available} currency={currency} />,
          },
          { title: "Lasts", numeric: true, cell: ({ runway_hours: hours, available }) => lastsText(hours, available) },
          {
            title: "Available after",
            numeric: true,
            wide: true,
            cell: ({ available_after: after, currency }) => <AmountCell value={after} currency={currency} />,
          },
          {
            title: "Lasts after",
            numeric: true,
            cell: ({ runway_hours_after: hours, available_after: after }) => lastsText(hours, after),
          },
        ]}
      />
    </Panel>
  );
}

const REASONS = {
  STALE: "Its balance is too old to move money by.",
  FX_RATE_MISSING: "No rate leads from its currency to the plan's.",
  NO_SPEND_HISTORY: "Nothing is known to be spent, so it has no runway to level.",
} as const satisfies Record<RebalancingPlan["omitted"][number]["reason"], string>;

function LeftOut({ plan: { omitted } }: { readonly plan: RebalancingPlan }) {
  if (omitted.length === 0) return null;
  return (
    <Panel title="Left out" note={counted(omitted.length, "wallet")}>
      <Table
        name="Left out"
        rows={omitted}
        keyOf={({ wallet_id: id }) => id}
        columns={[
          { title: "Wallet", className: "named", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
          { title: "Why", cell: ({ reason }) => REASONS[reason] },
          {
            title: "Do",
            actions: true,
            cell: ({ reason }) =>
              reason === "FX_RATE_MISSING" ? (
                <Link to="/settings/{-$part}" params={{ part: "currencies" }} className="link">
                  Set rates
                </Link>
              ) : null,
          },
        ]}
      />
    </Panel>
  );
}
