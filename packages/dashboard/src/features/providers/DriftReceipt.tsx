import type { DriftWithSides, Provider } from "@plimsoll/client";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Amount } from "../../parts/Amount.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { useWalletName, WalletName } from "../../parts/names.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountText, isZero } from "../../words/amounts.ts";
import { counted, numberText } from "../../words/count.ts";
import { BothSides } from "./BothSides.tsx";
import { supportText } from "./support-text.ts";
import { DRIFT_TAGS, listText } from "./words.ts";
import { sentence } from "../../words/isolated.ts";

interface ReceiptProps {
  readonly drift: DriftWithSides;
  readonly provider: Provider;
}

/**
 * A drift as a receipt: what it should be, what the snapshot said, what was found since, what remains; below, both
 * sides' transactions.
 */
export function DriftReceipt({ drift, provider }: ReceiptProps) {
  const [look, word] = DRIFT_TAGS[drift.status];
  const name = useWalletName(drift.wallet_id);
  const { known, found, window } = drift;
  const unexplained = !isZero(drift.unexplained);
  const size = drift.unexplained.replace("-", "");
  return (
    <section className="panel" aria-label="Drift">
      <header>
        <span className={look}>{word}</span>
        <h2>
          <Isolated>{name}</Isolated>{" "}
          {unexplained
            ? `is ${amountText(size)} ${drift.unexplained.startsWith("-") ? "lower" : "higher"} than its events explain`
            : "differed, and every unit is explained"}
        </h2>
        <span className="sp" />
        <CopyButton text={supportText(drift, name)} label={sentence`Copy for ${provider.name} support`} />
      </header>
      <dl className="receipt pad">
        {window.from !== null && (
          <>
            <Line
              what={
                <>
                  Balance at <Time at={window.from} exact />
                </>
              }
              value={drift.balance_before}
            />
            <Line
              what={
                <>
                  {counted(known.count, "event")} we knew, until <Time at={window.to} exact />
                </>
              }
              value={known.amount}
            />
          </>
        )}
        <Line what="Should be" value={drift.expected} strong />
        <Line
          what={
            <>
              Snapshot of <Time at={window.to} exact /> said
            </>
          }
          value={drift.actual}
        />
        <Line
          what={`Difference, recorded as transaction ${numberText(drift.transaction_id)}`}
          value={drift.difference}
          strong
        />
        {found.count > 0 && (
          <Line what={`Found since, ${counted(found.count, "movement")} we had missed`} value={found.amount} />
        )}
        <Line what="Unexplained" value={drift.unexplained} strong open={unexplained} />
      </dl>
      <BothSides drift={drift} provider={provider} />
      <p className="sub pad">
        {listText(drift)}{" "}
        {drift.provider_list.read_at !== null && (
          <>
            Last read <Time at={drift.provider_list.read_at} exact />.{" "}
          </>
        )}
        <WalletName id={drift.wallet_id} /> already shows what <Isolated>{provider.name}</Isolated> reports.{" "}
        {drift.status === "explained"
          ? "Nothing is left to do."
          : "The drift stays until a movement or a later snapshot explains the rest."}
      </p>
    </section>
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
