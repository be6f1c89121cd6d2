import { Table } from "../parts/Table.tsx";
import { rowsOf, type SettingsForm } from "./form.ts";

interface ConflictProps {
  /** What someone else has saved since the dialog was opened. */
  readonly theirs: SettingsForm;
  readonly mine: SettingsForm;
}

/** Both versions side by side, for the one who saves second to decide. */
export function Conflict({ theirs, mine }: ConflictProps) {
  const mineByName = new Map(rowsOf(mine));
  return (
    <section className="pad stack-s top-line" role="alert" aria-label="Changed meanwhile">
      <p>
        <b>Someone else saved these settings meanwhile.</b> Nothing of yours is saved yet.
      </p>
      <Table
        name="Both versions"
        rows={rowsOf(theirs)}
        keyOf={([name]) => name}
        columns={[
          { title: "Setting", cell: ([name]) => name },
          { title: "Theirs, saved", cell: ([, value]) => value },
          {
            title: "Yours",
            cell: ([name, value]) => {
              const own = mineByName.get(name) ?? "";
              return own === value ? <span className="sub">{own}</span> : <b>{own}</b>;
            },
          },
        ]}
      />
    </section>
  );
}
