import type { DriftWithSides, Provider } from "@plimsoll/client";
import type { ReactNode } from "react";
import { AmountCell } from "../../parts/Amount.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { isZero } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { isUnmatched, MATCH_TAGS, referenceOf, type DriftLine } from "./words.ts";
import { isolated, sentence } from "../../words/isolated.ts";

/** @limit Dashboard: characters of a provider's name in the head of a column; a longer one is not named there. */
const NAMED_IN_HEAD = 16;

interface Row {
  readonly key: string;
  readonly look: string;
  readonly word: string;
  readonly reference: string | null;
  readonly kind: string | null;
  readonly amount: string;
  readonly there: ReactNode;
  readonly here: ReactNode;
  readonly sequence: number | null;
  readonly isOpen: boolean;
}

/** Both sides' transactions of a drift's time, matched line by line; what has no match is on amber ground. */
export function BothSides({ drift, provider }: { readonly drift: DriftWithSides; readonly provider: Provider }) {
  const rows = drift.lines.map(rowOf);
  if (!isZero(drift.unexplained)) rows.push(restOf(drift));
  if (rows.length === 0) return null;
  return (
    <Table
      name="Transactions of both sides"
      rows={rows}
      keyOf={({ key }) => key}
      isOpen={({ isOpen }) => isOpen}
      columns={[
        { title: "Match", cell: ({ look, word }) => <span className={look}>{word}</span> },
        { title: "Reference", cell: ({ reference }) => <Reference text={reference} /> },
        { title: "Kind", wide: true, cell: ({ kind }) => <span className="capital">{kind ?? "unknown"}</span> },
        { title: "Amount", numeric: true, cell: ({ amount }) => <AmountCell value={amount} /> },
        {
          title: provider.name.length <= NAMED_IN_HEAD ? sentence`At ${provider.name}` : "At the provider",
          cell: ({ there }) => there,
        },
        { title: "Here", wide: true, cell: ({ here }) => here },
        {
          title: "Seq",
          numeric: true,
          wide: true,
          cell: ({ sequence }) => (sequence === null ? null : numberText(sequence)),
        },
      ]}
    />
  );
}

/** Remarks stand in place of a reference where a list has none, and are long. */
function Reference({ text }: { readonly text: string | null }) {
  return (
    <span title={text === null ? undefined : isolated(text)}>
      <Isolated className="cut-text short">{text ?? "none"}</Isolated>
    </span>
  );
}

function rowOf(line: DriftLine, index: number): Row {
  const { match, provider: theirs, transaction: ours, amount } = line;
  const [look, word] = MATCH_TAGS[match];
  return {
    key: String(index),
    look,
    word,
    reference: referenceOf(line),
    kind: ours?.kind ?? null,
    amount,
    there: theirs ? <Time at={theirs.occurred_at} exact /> : match === "not_compared" ? "not read" : "no transaction",
    here: hereOf(line),
    sequence: ours?.sequence ?? null,
    isOpen: isUnmatched(line),
  };
}

function hereOf({ match, transaction: ours }: DriftLine): ReactNode {
  if (!ours) return "no event";
  if (match !== "backfilled") return <Time at={ours.created_at} exact />;
  return (
    <>
      filled in <Time at={ours.created_at} exact />
    </>
  );
}

/** What no transaction of either side explains. */
function restOf({ unexplained, transaction_id: id }: DriftWithSides): Row {
  return {
    key: "rest",
    look: "tag wait",
    word: "No match",
    reference: null,
    kind: "unexplained",
    amount: unexplained,
    there: "no transaction",
    here: `transaction ${numberText(id)}`,
    sequence: null,
    isOpen: true,
  };
}
