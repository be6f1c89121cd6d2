import type { Topup } from "@plimsoll/client";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { useSetUrl, useUrlValues } from "../../parts/url.ts";
import { Empty, Failure, Skeleton } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { List } from "../../parts/List.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { LiveTable } from "../../parts/Table.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { newestOnly } from "../../topup/newest.ts";
import { topupColumns } from "../../topup/TopupTable.tsx";
import { numberText } from "../../words/count.ts";

const AnnounceTopup = lazily(() => import("../../topup/AnnounceTopup.tsx"));
const MoveMoney = lazily(() => import("../../transfer/MoveMoney.tsx"));

/** @limit Dashboard: open top-ups of one status that a page shows. */
const SHOWN = 200;

const SECTIONS = [
  { title: "Overdue", statuses: ["overdue"] },
  { title: "In flight", statuses: ["sent", "approved", "initiated"] },
  { title: "Proposed", statuses: ["proposed"] },
] as const satisfies readonly { title: string; statuses: readonly Topup["status"][] }[];
const OPEN = SECTIONS.flatMap(({ statuses }): readonly Topup["status"][] => statuses);
const COLUMNS = topupColumns();

/** Money that is late, on its way, advised, and arrived. */
export default function TopupsPage() {
  const mayWrite = useMayWrite();
  const [isAnnouncing, setIsAnnouncing] = useState(false);
  const [isMoving, setIsMoving] = useState(false);
  const announce = mayWrite && (
    <button type="button" className="btn s" onClick={() => setIsAnnouncing(true)}>
      <Icon name="topups" size={14} />
      Announce top-up
    </button>
  );
  return (
    <Page
      title="Top-ups"
      above={[{ title: "Money" }]}
      actions={
        <>
          <Link to="/topups/plan" className="btn s">
            Rebalancing plan
          </Link>
          {mayWrite && (
            <button type="button" className="btn s" onClick={() => setIsMoving(true)}>
              Move money
            </button>
          )}
          {announce}
        </>
      }
    >
      <OpenTopups onAnnounce={mayWrite ? () => setIsAnnouncing(true) : null} />
      <Ended />
      <Suspense fallback={null}>
        {isAnnouncing && <AnnounceTopup onClose={() => setIsAnnouncing(false)} />}
        {isMoving && <MoveMoney onClose={() => setIsMoving(false)} />}
      </Suspense>
    </Page>
  );
}

function OpenTopups({ onAnnounce }: { readonly onAnnounce: (() => void) | null }) {
  const answers = useQueries({
    queries: OPEN.map((status) => ({
      queryKey: ["topups", "open", status],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
        api.topups.list({ status, limit: SHOWN }, { signal }).page(),
    })),
  });
  const failed = answers.find(({ isError, data }) => isError && data === undefined);
  if (failed !== undefined) {
    const again = (): void => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    };
    return <Failure what="Top-ups" error={failed.error} again={again} />;
  }
  const pages = answers.map(({ data }) => data);
  if (pages.some((page) => page === undefined)) return <Skeleton />;
  const newest = newestOnly(answers);
  const found = SECTIONS.map(({ title, statuses }) => {
    const of = statuses.map((status) => pages[OPEN.indexOf(status)]);
    const read = of.flatMap((page) => page?.items ?? []);
    const rows = read.filter((row) => newest.has(row));
    const total = of.reduce((sum, page) => sum + (page?.total ?? 0), 0);
    return { title, rows, total: total - (read.length - rows.length) };
  });
  if (found.every(({ total }) => total === 0)) {
    return (
      <section className="panel" aria-label="In flight">
        <Empty
          title="No money in flight."
          action={
            onAnnounce !== null && (
              <button type="button" className="btn p" onClick={onAnnounce}>
                Announce top-up
              </button>
            )
          }
        >
          Announce a wire when you send it; it counts in runway and settles by itself.
        </Empty>
      </section>
    );
  }
  return found
    .filter(({ total }) => total > 0)
    .map(({ title, rows, total }) => (
      <Panel
        key={title}
        title={title}
        note={total > rows.length ? `the newest ${numberText(rows.length)} of ${numberText(total)}` : numberText(total)}
      >
        <LiveTable name={title} noun="top-up" rows={rows} columns={COLUMNS} keyOf={({ id }) => id} />
      </Panel>
    ));
}

/** What has arrived; and what was cancelled, on request. Which of them is in the URL. */
function Ended() {
  const ended = useUrlValues()["ended"] === "cancelled" ? "cancelled" : "settled";
  const setUrl = useSetUrl();
  return (
    <List
      title={ended === "cancelled" ? "Cancelled" : "Settled"}
      noun="top-up"
      queryKey={["topups", ended]}
      list={(page, signal) => api.topups.list({ status: ended, ...page }, { signal })}
      keyOf={({ id }) => id}
      columns={COLUMNS}
      empty={
        ended === "cancelled" ? (
          <Empty title="None was cancelled." />
        ) : (
          <Empty title="None has settled yet.">
            A credit that carries its reference, or exactly its amount, does it.
          </Empty>
        )
      }
      actions={(["settled", "cancelled"] as const).map((each) => (
        <button
          key={each}
          type="button"
          className="chip"
          aria-pressed={each === ended}
          onClick={() => setUrl({ ended: each === "settled" ? undefined : each, page: undefined })}
        >
          {each === "settled" ? "Settled" : "Cancelled"}
        </button>
      ))}
    />
  );
}
