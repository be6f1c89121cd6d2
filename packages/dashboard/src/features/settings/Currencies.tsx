import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";

export function Currencies() {
  return (
    <List
      title="Currencies"
      noun="currency"
      queryKey={["currencies"]}
      list={(page, signal) => api.currencies.list(page, { signal })}
      keyOf={({ id }) => id}
      empty={<Empty title="No currencies." />}
      columns={[
        { title: "Code", cell: ({ currency }) => <span className="name">{currency}</span> },
        { title: "Name", cell: ({ name }) => name },
        { title: "Decimal places", numeric: true, cell: ({ precision }) => precision },
      ]}
    />
  );
}
