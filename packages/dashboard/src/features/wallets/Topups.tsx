import type { Wallet } from "@plimsoll/client";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { topupColumns } from "../../topup/TopupTable.tsx";

const AnnounceTopup = lazily(() => import("../../topup/AnnounceTopup.tsx"));
const COLUMNS = topupColumns({ ofOne: true });

/** A wallet's top-ups, newest first. */
export function Topups({ wallet }: { readonly wallet: Wallet }) {
  const mayWrite = useMayWrite();
  const [isAnnouncing, setIsAnnouncing] = useState(false);
  const announce = mayWrite && wallet.status !== "closed" && (
    <button type="button" className="btn s" onClick={() => setIsAnnouncing(true)}>
      Announce top-up
    </button>
  );
  return (
    <>
      <List
        title="Top-ups"
        noun="top-up"
        queryKey={["topups", wallet.id]}
        list={(page, signal) => api.topups.list({ wallet_id: wallet.id, ...page }, { signal })}
        keyOf={({ id }) => id}
        actions={announce}
        empty={
          <Empty title="No money in flight.">
            Announce a wire when you send it; it counts in runway and settles by itself.
          </Empty>
        }
        columns={COLUMNS}
      />
      <Suspense fallback={null}>
        {isAnnouncing && <AnnounceTopup wallet={wallet} onClose={() => setIsAnnouncing(false)} />}
      </Suspense>
    </>
  );
}
