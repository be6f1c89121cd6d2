import type { Delivery, Episode, Notification, Topup } from "@plimsoll/client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { againAfter, FOLLOW_MS } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { serverNow } from "../../data/clock.ts";
import { endpointChoicesQuery } from "../../data/endpoints.ts";
import { useChannelNames } from "../../notifications/channels.ts";
import { KIND_WORDS, outcomeTag, outcomeText } from "../../notifications/words.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { StateChange } from "../../parts/StateChange.tsx";
import { Time } from "../../parts/Time.tsx";
import { causeText } from "../../words/alert-cause.ts";
import { amountText } from "../../words/amounts.ts";
import { timelineOf, type Entry } from "./timeline.ts";

/** @limit Dashboard: the newest steps of an episode whose webhook deliveries are shown. */
const WITH_DELIVERIES = 20;
/** @limit Dashboard: top-ups of a wallet among which a timeline finds those of its episode. */
const TOPUPS = 100;
/** @nolimit Age of a step from which it has the deliveries that it will have. */
const MADE_WITHIN_MS = 10_000;
/** @limit Dashboard: webhook deliveries of one step that are shown. */
const DELIVERIES = 20;

interface TimelineProps {
  readonly episode: Episode;
  readonly onOpen: (notificationId: string) => void;
}

/** What happened, newest first: each change with its cause, the balance that decided, and what was sent to whom. */
export function Timeline({ episode, onOpen }: TimelineProps) {
  const nameOf = useChannelNames();
  const topups = useQuery({
    queryKey: ["topups", episode.wallet_id, "episode"],
    queryFn: async ({ signal }) =>
      (await api.topups.list({ wallet_id: episode.wallet_id, limit: TOPUPS }, { signal }).page()).items,
  });
  const deliveries = useDeliveries(episode);
  const tags = (sent: readonly Notification[], eventId?: string): ReactNode => {
    const webhooks = eventId === undefined ? [] : (deliveries.get(eventId) ?? []);
    if (sent.length === 0 && webhooks.length === 0) return null;
    return (
      <div className="tags">
        {sent.map((notification) => (
          <button
            key={notification.id}
            type="button"
            className={outcomeTag(notification)}
            onClick={() => onOpen(notification.id)}
          >
            <Isolated className="cut-text">{nameOf(notification.channel_id)}</Isolated> {outcomeText(notification)}
          </button>
        ))}
        {webhooks.map(({ delivery, name }) => (
          <Link
            key={delivery.id}
            to="/webhooks/{-$part}"
            params={{ part: "deliveries" }}
            search={{ endpoint: delivery.endpoint_id, d: delivery.id }}
            className={outcomeTag(delivery)}
          >
            <Isolated className="cut-text">{name}</Isolated> {outcomeText(delivery)}
          </Link>
        ))}
      </div>
    );
  };
  return (
    <ol className="tl episode" aria-label="Timeline, newest first">
      {timelineOf(episode, topups.data ?? []).map((entry, index) => (
        <li key={`${entry.kind} ${entry.at} ${index}`}>
          <span className="w">
            <Time at={entry.at} exact />
          </span>
          <span className="dot">
            <span>{markOf(entry)}</span>
          </span>
          <div className="x">
            {entry.kind === "step" && (
              <>
                <p className="what">
                  <b>
                    <StateChange from={entry.step.previous_state} to={entry.step.state} />
                  </b>
                  {consequenceOf(entry.step)}
                </p>
                <p>
                  <Cause step={entry.step} walletId={episode.wallet_id} />
                </p>
                {tags(entry.sent, entry.step.event_id)}
              </>
            )}
            {entry.kind === "sent" && (
              <>
                <p className="what">{KIND_WORDS[entry.why] ?? entry.why}</p>
                {tags(entry.sent)}
              </>
            )}
            {entry.kind === "acknowledged" && (
              <>
                <p className="what">
                  <b>
                    <Isolated>{entry.by}</Isolated>
                  </b>{" "}
                  acknowledged
                </p>
                {entry.note !== null && <p>“{entry.note}”</p>}
              </>
            )}
            {entry.kind === "topup" && <TopupEntry topup={entry.topup} />}
          </div>
          <span className="v num">{entry.kind === "step" && amountText(entry.step.available)}</span>
        </li>
      ))}
    </ol>
  );
}

function markOf(entry: Entry): ReactNode {
  if (entry.kind === "step") return <Silhouette state={entry.step.state} size={14} />;
  return <Icon name={({ sent: "send", acknowledged: "check", topup: "topups" } as const)[entry.kind]} size={14} />;
}

function consequenceOf({ previous_state: before, state }: Episode["steps"][number]): string {
  const orders = state === "blocked" ? ", orders off" : before === "blocked" ? ", orders on" : "";
  return orders + (before === "ok" ? ", episode opened" : state === "ok" ? ", episode closed" : "");
}

function Cause({ step, walletId }: { readonly step: Episode["steps"][number]; readonly walletId: number }) {
  return (
    <>
      {causeText(step, step.available)}
      {step.cause.transaction_id !== undefined && (
        <>
          {" "}
          <Link
            to="/wallets/$walletId/{-$tab}"
            params={{ walletId: String(walletId), tab: "transactions" }}
            className="link"
          >
            Transactions
          </Link>
        </>
      )}
    </>
  );
}

function TopupEntry({ topup }: { readonly topup: Topup }) {
  const { status, currency, amount, reference, expected_at: expected } = topup;
  return (
    <>
      <p className="what">
        Top-up {status}:{" "}
        <b>
          {currency} {amountText(amount)}
        </b>
      </p>
      <p>
        {reference === null ? (
          "Without a reference"
        ) : (
          <>
            Reference <Isolated>{reference}</Isolated>
          </>
        )}
        {expected !== null && (
          <>
            , expected <Time at={expected} />
          </>
        )}
        .{" "}
        <Link to="/topups" className="link">
          Top-ups
        </Link>
      </p>
    </>
  );
}

interface Named {
  readonly delivery: Delivery;
  readonly name: string;
}

/** What webhook endpoints received of the newest steps, by event. */
function useDeliveries({ steps }: Episode): ReadonlyMap<string, readonly Named[]> {
  const { data: items = [] } = useQuery(endpointChoicesQuery);
  const events = steps.slice(-WITH_DELIVERIES);
  return useQueries({
    queries: events.map(({ event_id: eventId, at }) => ({
      queryKey: ["event", eventId, "deliveries"],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
        (await api.deliveries.list({ q: eventId, limit: DELIVERIES }, { signal }).page()).items,
      enabled: items.length > 0,
      refetchInterval: againAfter(
        (deliveries: readonly Delivery[]) =>
          (deliveries.length === 0 ? isYoung(at) : deliveries.some(({ status }) => status === "pending")) && FOLLOW_MS,
      ),
    })),
    combine: (answers) =>
      new Map(
        answers.map(({ data }, index) => [
          events[index]?.event_id ?? "",
          (data ?? []).map((delivery) => ({
            delivery,
            name: hostOf(items.find(({ id }) => id === delivery.endpoint_id)?.url),
          })),
        ]),
      ),
  });
}

/** Whether deliveries of a step may not have been made yet. */
function isYoung(at: string): boolean {
  return serverNow() - new Date(at).getTime() < MADE_WITHIN_MS;
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : "webhook";
}
