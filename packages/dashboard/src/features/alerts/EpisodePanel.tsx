import type { Episode } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { againAfter, FOLLOW_MS } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { takeBack } from "../../episodes/acknowledge.ts";
import { Acknowledged } from "../../episodes/Acknowledged.tsx";
import { AcknowledgeButton } from "../../episodes/AcknowledgeButton.tsx";
import { OwnerName } from "../../episodes/OwnerName.tsx";
import { SilencedUntil } from "../../episodes/SilencedUntil.tsx";
import { SilenceMenu } from "../../episodes/SilenceMenu.tsx";
import { NotificationDrawer } from "../../notifications/NotificationDrawer.tsx";
import { Action, ActionMenu } from "../../parts/ActionMenu.tsx";
import { Amount } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Length, Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { lastsPhrase } from "../../words/lasts.ts";
import { EpisodeChart } from "./EpisodeChart.tsx";
import { Timeline } from "./Timeline.tsx";

const AcknowledgeNote = lazily(() => import("../../episodes/AcknowledgeNote.tsx"));
const NewSilence = lazily(() => import("./NewSilence.tsx"));

/** @nolimit Time after which an open episode is read again: what people do about it is no event. */
const REREAD_MS = 10_000;

/** One alert from leaving ok to returning: its balance and levels, and everything that was done. */
export function EpisodePanel({ id, heading }: { readonly id: string; readonly heading: "h1" | "h2" }) {
  const query = useQuery({
    queryKey: ["episodes", "one", id],
    queryFn: async ({ signal }) => api.episodes.get(id, { signal }),
    refetchInterval: againAfter(({ notifications, closed_at: closed }: Episode) => {
      if (notifications.some(({ status }) => status === "pending")) return FOLLOW_MS;
      return closed === null && REREAD_MS;
    }),
  });
  return (
    <section className="panel episode-panel" aria-label="Episode">
      <Answer what="This alert" query={query}>
        {(episode) => <Contents episode={episode} heading={heading} />}
      </Answer>
    </section>
  );
}

/** Since when it is in its present state. */
function badgeOf({ steps, owner }: Episode) {
  const last = steps.at(-1);
  return last && { since: last.at, available: last.available, threshold: last.threshold, owner };
}

function Contents({ episode, heading: Heading }: { readonly episode: Episode; readonly heading: "h1" | "h2" }) {
  const search = useSearch({ strict: false }) as { readonly n?: string };
  const navigate = useNavigate();
  const open = (n: string | undefined): void =>
    void navigate({ to: ".", search: { ...search, n }, replace: n === undefined });
  const { opened_at: opened, closed_at: closed, worst_state: worst } = episode;
  const lasts = lastsPhrase(episode.runway_hours, episode.available);
  return (
    <>
      <div className="episode-head">
        <div className="titled">
          <StateBadge state={episode.state} detail={badgeOf(episode)} />
          <Heading className="title">
            <Link to="/wallets/$walletId" params={{ walletId: String(episode.wallet_id) }}>
              <Isolated>{episode.wallet_name}</Isolated>
            </Link>
          </Heading>
          <span className="sp" />
          {closed === null && <Acts episode={episode} />}
        </div>
        <p className="sub">
          {closed === null ? "Open" : "Was open"} since <Time at={opened} exact />, <Length from={opened} to={closed} />{" "}
          · <OwnerName owner={episode.owner} /> · episode <span className="mono">{episode.id}</span>
        </p>
        <p className="soft">
          {closed === null ? (
            <>
              <Amount value={episode.available} currency={episode.currency} /> available
              {lasts !== null && `, ${lasts}`}
            </>
          ) : (
            <>
              Over since <Time at={closed} exact />
            </>
          )}
          {"; lowest "}
          <Amount value={episode.lowest_available} currency={episode.currency} />
          {worst !== episode.state && (
            <>
              {", worst "}
              <StateBadge state={worst} />
            </>
          )}
        </p>
        {episode.silenced_until !== null && (
          <p className="soft">
            <span className="capital">
              <SilencedUntil of={episode} />
            </span>
            .{" "}
            <Link to="/alerts" search={{ tab: "silences" }} className="link">
              Silences
            </Link>
          </p>
        )}
      </div>
      <EpisodeChart episode={episode} />
      <Timeline episode={episode} onOpen={open} />
      <p className="acts pad">
        <CopyButton text={`${location.origin}/alerts/episodes/${episode.id}`} label="Copy link" />
      </p>
      {search.n !== undefined && <NotificationDrawer key={search.n} id={search.n} onClose={() => open(undefined)} />}
    </>
  );
}

function Acts({ episode }: { readonly episode: Episode }) {
  const mayWrite = useMayWrite();
  const [dialog, setDialog] = useState<"note" | "silence" | null>(null);
  const { id, wallet_id: walletId, wallet_name: wallet, state, acknowledged } = episode;
  const named = { episodeId: id, wallet };
  return (
    <div className="acts">
      {mayWrite && (
        <SilenceMenu walletId={walletId} wallet={wallet} state={state} onMore={() => setDialog("silence")} />
      )}
      {acknowledged !== null && (
        <span className="tag good tall">
          <Acknowledged acknowledged={acknowledged} />
        </span>
      )}
      {mayWrite && acknowledged === null && <AcknowledgeButton episodeId={id} wallet={wallet} primary />}
      {mayWrite && (
        <ActionMenu>
          <Action
            icon="edit"
            label={acknowledged === null ? "Acknowledge with a note…" : "Change the note…"}
            onClick={() => setDialog("note")}
          />
          {acknowledged !== null && (
            <Action
              icon="replay"
              label="Take acknowledgement back"
              onClick={() => void takeBack(named, acknowledged)}
            />
          )}
        </ActionMenu>
      )}
      {!mayWrite && acknowledged === null && <Acknowledged acknowledged={null} />}
      <Suspense fallback={null}>
        {dialog === "note" && (
          <AcknowledgeNote {...named} acknowledged={acknowledged} onClose={() => setDialog(null)} />
        )}
        {dialog === "silence" && (
          <NewSilence walletId={walletId} blocked={state === "blocked"} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </div>
  );
}
