import type { AmountsByKind, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { amountText } from "../../words/amounts.ts";
import { capital, counted } from "../../words/count.ts";

interface StatementPanelProps {
  readonly wallet: Wallet;
  /** As the API takes them. */
  readonly period: { readonly from?: string | undefined; readonly to?: string | undefined };
}

/** A period of the wallet added up, and both as files: the same figures, whatever else is filtered. */
export function StatementPanel({ wallet, period }: StatementPanelProps) {
  const query = useQuery({
    queryKey: ["statement", wallet.id, period, wallet.sequence],
    queryFn: async ({ signal }) => api.wallets.statement(wallet.id, period, { signal }),
    placeholderData: (before) => before,
  });
  return (
    <Panel
      title="Statement"
      note={query.data && counted(query.data.transaction_count, "transaction")}
      actions={
        <>
          <Download path={`/wallets/${wallet.id}/statement`} query={period} words="Download statement" />
          <Download
            path="/transactions"
            query={{ wallet_id: String(wallet.id), ...period }}
            words="Download transactions"
          />
        </>
      }
    >
      <Answer what="The statement" query={query} rows={2}>
        {({ opening, closing, credits, debits }) => (
          <dl className="facts quiet">
            <div>
              <dt>Opening balance</dt>
              <dd className="fig small">
                <Amount value={opening} currency={wallet.currency} />
              </dd>
            </div>
            <Kinds title="Credits" of={credits} />
            <Kinds title="Debits" of={debits} />
            <div>
              <dt>Closing balance</dt>
              <dd className="fig small">
                <Amount value={closing} currency={wallet.currency} />
              </dd>
            </div>
          </dl>
        )}
      </Answer>
    </Panel>
  );
}

function Kinds({ title, of }: { readonly title: string; readonly of: AmountsByKind }) {
  const kinds = Object.entries(of as Readonly<Record<string, string>>);
  return (
    <div>
      <dt>{title}</dt>
      {kinds.length === 0 && <dd className="sub">none</dd>}
      {kinds.map(([kind, amount]) => (
        <dd key={kind} className="line">
          <span>{capital(kind)}</span>
          <span className="num">{amountText(amount)}</span>
        </dd>
      ))}
    </div>
  );
}

interface DownloadProps {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly words: string;
}

/** The whole list as CSV, which the server streams to the browser's own download. */
function Download({ path, query, words }: DownloadProps) {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = new URLSearchParams([...set, ["format", "csv"]]).toString();
  const name = path.split("/").at(-1) ?? "list";
  return (
    <a className="btn s" href={`/api/v1${path}?${text}`} download={`${name}.csv`}>
      <Icon name="download" size={14} />
      {words}
    </a>
  );
}
