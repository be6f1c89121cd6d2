import type { FxRate } from "@plimsoll/client";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";

const RateForm = lazily(() => import("./RateForm.tsx"));

/** The account's rates, by which orders, transfers and plans convert. */
export function FxRates() {
  const mayWrite = useMayWrite();
  const [open, setOpen] = useState<{ readonly rate: FxRate | null; readonly removes: boolean } | null>(null);
  const rate = open?.rate ?? null;
  return (
    <>
      <List
        title="Rates"
        noun="rate"
        queryKey={["fx-rates"]}
        list={(page, signal) => api.fxRates.list(page, { signal })}
        keyOf={({ from, to }) => `${from} ${to}`}
        actions={
          mayWrite && (
            <button type="button" className="btn s" onClick={() => setOpen({ rate: null, removes: false })}>
              Set rate
            </button>
          )
        }
        empty={
          <Empty title="No rates yet.">
            Without one, money does not move between currencies, and no plan compares them.
          </Empty>
        }
        columns={[
          { title: "From", cell: ({ from }) => <span className="name">{from}</span> },
          { title: "To", cell: ({ to }) => <span className="name">{to}</span> },
          { title: "Rate", numeric: true, cell: ({ rate: value }) => value },
          { title: "Set", numeric: true, wide: true, cell: ({ updated_at: at }) => <Time at={at} /> },
          {
            title: "Do",
            actions: true,
            cell: (row) =>
              mayWrite ? (
                <span className="acts">
                  <button type="button" className="btn s" onClick={() => setOpen({ rate: row, removes: false })}>
                    Change rate
                  </button>
                  <button type="button" className="btn s q" onClick={() => setOpen({ rate: row, removes: true })}>
                    Remove rate
                  </button>
                </span>
              ) : null,
          },
        ]}
      />
      <Suspense fallback={null}>
        {open !== null && !open.removes && <RateForm rate={rate} onClose={() => setOpen(null)} />}
      </Suspense>
      {open !== null && open.removes && rate !== null && (
        <ConfirmEdit
          resource={rate}
          read={async () => api.fxRates.get(rate.from, rate.to)}
          says={({ from, to }) => ({
            title: `Remove the rate from ${from} to ${to}?`,
            consequence: "Orders and transfers that need it are refused, unless the opposite rate is set.",
            keep: "Keep rate",
            go: "Remove rate",
          })}
          act={async (options) => {
            await api.fxRates.set({ from: rate.from, to: rate.to, rate: null }, options);
            void refresh();
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
