import type { ReactNode } from "react";
import { firstFieldOf } from "./first-field.ts";
import { Isolated } from "./Isolated.tsx";
import { Table } from "./Table.tsx";
import type { Conflicting, Rows } from "./use-edit.ts";

/** Both versions side by side, for the one who saves second to decide. */
export function Conflict({ theirs, mine }: Pick<Conflicting, "theirs" | "mine">) {
  const mineByName = new Map(mine.map((row) => [row[0], row]));
  return (
    <section className="pad stack-s top-line" role="alert" aria-label="Changed meanwhile">
      <p>
        <b>Someone else saved these settings meanwhile.</b> Nothing of yours is saved yet.
      </p>
      <Table
        name="Both versions"
        isCompared
        rows={theirs}
        keyOf={([name]) => name}
        columns={[
          { title: "Setting", cell: ([name]) => name },
          { title: "Theirs, saved", cell: shownOf },
          {
            title: "Yours",
            cell: ([name, value]) => {
              const own = mineByName.get(name) ?? [name, ""];
              return own[1] === value ? <span className="sub">{shownOf(own)}</span> : <b>{shownOf(own)}</b>;
            },
          },
        ]}
      />
    </section>
  );
}

function shownOf([, value, shown]: Rows[number]): ReactNode {
  return shown ?? <Isolated>{value.trim() === "" ? "none" : value}</Isolated>;
}

/** The two ways on. */
export function ConflictButtons({ take, isBusy }: Pick<Conflicting, "take"> & { readonly isBusy: boolean }) {
  return (
    <>
      <span className="grow" />
      <button
        type="button"
        className="btn"
        autoFocus
        onClick={({ currentTarget: { form } }) => {
          take();
          // This button goes with the question.
          firstFieldOf(form)?.focus();
        }}
        disabled={isBusy}
      >
        Take theirs
      </button>
      <button type="submit" className="btn p save" disabled={isBusy}>
        {isBusy ? "Saving…" : "Save mine"}
      </button>
    </>
  );
}
