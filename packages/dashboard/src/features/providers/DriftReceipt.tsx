import type { Drift, Provider, Transaction } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { Amount, AmountCell } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { useWalletName, WalletName } from "../../parts/names.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountText, isZero } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { DRIFT_TAGS } from "./words.ts";

/** @limit Dashboard: transactions among which those of a drift are found. */
const SEARCHED = 1_000;

interface ReceiptProps {
  readonly drift: Drift;
  readonly provider: Provider;
}

/** A drift as a receipt: what it should be, what the snapshot said, what was found since, what remains. */
export function DriftReceipt({ drift, provider }: ReceiptProps) {
  const [look, word] = DRIFT_TAGS[drift.status];
  const name = useWalletName(drift.wallet_id);
  const query = useQuery({
    queryKey: ["transactions", drift.wallet_id, "drift", drift.id, drift.updated_at],
    queryFn: async ({ signal }) => {
      const { items } = await api.transactions.list({ wallet_id: drift.wallet_id, limit: SEARCHED }, { signal }).page();
      return items.filter((transaction) => isOf(drift, transaction));
    },
  });
  const unexplained = !isZero(drift.unexplained);
  const size = drift.unexplained.replace("-", "");
  return (
    <section className="panel" aria-label="Drift">
      <header>
        <span className={look}>{word}</span>
        <h2>
          <bdi>{name}</bdi>{" "}
          {unexplained
            ? `is ${amountText(size)} ${drift.unexplained.startsWith("-") ? "lower" : "higher"} than its events explain`
            : "differed, and every unit is explained"}
        </h2>
        <span className="sp" />
        <CopyButton text={supportText(drift, name, query.data ?? [])} label={`Copy for ${provider.name} support`} />
      </header>
      <dl className="receipt pad">
        <Line what="Should be, by the events we knew" value={drift.expected} />
        <Line what={<SnapshotOf drift={drift} />} value={drift.actual} />
        <Line what={`Difference, recorded as transaction ${drift.transaction_id}`} value={drift.difference} strong />
        {drift.explained_by.length > 0 && (
          <div>
            <dt>Found since</dt>
            <dd>{drift.explained_by.length === 1 ? "1 movement" : `${drift.explained_by.length} movements`}</dd>
          </div>
        )}
        <Line what="Unexplained" value={drift.unexplained} strong open={unexplained} />
      </dl>
      <Answer what="Its transactions" query={query}>
        {(transactions) => <Lines drift={drift} transactions={transactions} />}
      </Answer>
      <p className="sub pad">
        <WalletName id={drift.wallet_id} /> already shows what {provider.name} reports.{" "}
        {drift.status === "explained"
          ? "Nothing is left to do."
          : "The drift stays until a movement or a later snapshot explains the rest."}
      </p>
    </section>
  );
}

function SnapshotOf({ drift }: { readonly drift: Drift }) {
  return (
    <>
      Snapshot of <Time at={drift.window.to} exact /> said
    </>
  );
}

interface LineProps {
  readonly what: React.ReactNode;
  readonly value: string;
  readonly strong?: boolean;
  readonly open?: boolean;
}

function Line({ what, value, strong = false, open = false }: LineProps) {
  return (
    <div className={[strong && "strong", open && "open"].filter(Boolean).join(" ")}>
      <dt>{what}</dt>
      <dd>
        <Amount value={value} />
      </dd>
    </div>
  );
}

/** Whether a transaction belongs to a drift: its own, one that explains it, or one of the time in which it arose. */
function isOf({ transaction_id: own, explained_by: found, window }: Drift, transaction: Transaction): boolean {
  if (transaction.id === own || found.includes(transaction.id)) return true;
  const at = new Date(transaction.created_at).getTime();
  const from = window.from === null ? Infinity : new Date(window.from).getTime();
  return at >= from && at <= new Date(window.to).getTime();
}

const MATCHES = {
  found: ["tag", "Backfilled"],
  own: ["tag wait", "No match"],
  explained: ["tag good", "Reclassified"],
  known: ["tag good", "Both sides"],
} as const;

function matchOf(drift: Drift, { id }: Transaction): keyof typeof MATCHES {
  if (drift.explained_by.includes(id)) return "found";
  if (id === drift.transaction_id) return isZero(drift.unexplained) ? "explained" : "own";
  return "known";
}

function Lines({ drift, transactions }: { readonly drift: Drift; readonly transactions: readonly Transaction[] }) {
  return (
    <Table
      name="Transactions of the drift"
      rows={transactions}
      keyOf={({ id }) => id}
      selected={isZero(drift.unexplained) ? undefined : drift.transaction_id}
      columns={[
        {
          title: "Match",
          cell: (transaction) => {
            const [look, word] = MATCHES[matchOf(drift, transaction)];
            return <span className={look}>{word}</span>;
          },
        },
        {
          title: "Reference",
          cell: ({ reference_number: reference }) => <bdi className="mono">{reference ?? "none"}</bdi>,
        },
        { title: "Kind", wide: true, cell: ({ kind }) => <span className="capital">{kind}</span> },
        {
          title: "Amount",
          numeric: true,
          cell: ({ amount, transaction_type: type }) => <AmountCell value={type === "DEBIT" ? `-${amount}` : amount} />,
        },
        { title: "Here", wide: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
        { title: "Seq", numeric: true, wide: true, cell: ({ sequence }) => numberText(sequence) },
      ]}
    />
  );
}

/** The window, the amounts and the references as text, for those who run the provider. */
function supportText(drift: Drift, name: string, transactions: readonly Transaction[]): string {
  const { window, expected, actual, difference, unexplained, currency } = drift;
  return [
    `Wallet ${name}, ${currency}`,
    `Between ${window.from ?? "the first snapshot"} and ${window.to} (your clock)`,
    `Balance by the events received: ${expected}`,
    `Balance that you reported: ${actual}`,
    `Difference: ${difference}, unexplained: ${unexplained}`,
    ...transactions
      .filter(({ id }) => id !== drift.transaction_id)
      .map(
        ({ reference_number: reference, transaction_type: type, amount, created_at: at }) =>
          `${reference ?? "no reference"}  ${type === "DEBIT" ? "-" : ""}${amount}  ${at}`,
      ),
  ].join("\n");
}
