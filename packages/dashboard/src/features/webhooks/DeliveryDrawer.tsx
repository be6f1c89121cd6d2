import type { DeliveryWithAttempts } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../../data/act.ts";
import { afterFailure, againAfter, FOLLOW_MS } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { useNow } from "../../data/clock.ts";
import { refresh } from "../../data/queries.ts";
import { Answer, Skeleton } from "../../parts/Answers.tsx";
import { CopyButton, CopyId } from "../../parts/CopyButton.tsx";
import { Drawer, type DrawerSteps } from "../../parts/Drawer.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated, Visible } from "../../parts/Isolated.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { Time } from "../../parts/Time.tsx";
import { useBeside, useSetUrl } from "../../parts/url.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { counted } from "../../words/count.ts";
import { AboutLink } from "./About.tsx";
import { AnswerTag } from "./AnswerTag.tsx";
import { markedParts } from "./payload.ts";
import { useSendTest } from "./use-send-test.ts";
import { DELIVERY_TAGS, DELIVERY_WORDS, latencyText } from "./delivery-words.ts";

interface DeliveryDrawerProps {
  readonly id: string;
  readonly steps: DrawerSteps;
  readonly onClose: () => void;
}

/** One delivery beside its list, which stays usable: its attempts, the answers, and what was sent. */
export function DeliveryDrawer({ id, steps, onClose }: DeliveryDrawerProps) {
  const query = useQuery({
    queryKey: ["deliveries", "one", id],
    queryFn: async ({ signal }) => api.deliveries.get(id, { signal }),
    refetchInterval: againAfter(({ status }: DeliveryWithAttempts) => status === "pending" && FOLLOW_MS),
  });
  return (
    <Drawer
      name="Delivery"
      query={query}
      steps={steps}
      onClose={onClose}
      head={(delivery) => (
        <>
          <span className={DELIVERY_TAGS[delivery.status]}>{DELIVERY_WORDS[delivery.status]}</span>
          <h2>{delivery.event_type}</h2>
        </>
      )}
    >
      {(delivery) => <Contents key={delivery.id} delivery={delivery} />}
    </Drawer>
  );
}

function Contents({ delivery }: { readonly delivery: DeliveryWithAttempts }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const endpoint = useQuery({
    queryKey: ["endpoints", delivery.endpoint_id],
    queryFn: async ({ signal }) => api.webhookEndpoints.get(delivery.endpoint_id, {}, { signal }),
  });
  const event = useQuery({
    queryKey: ["event", delivery.event_id],
    queryFn: async ({ signal }) => api.events.get(delivery.event_id, { signal }),
    staleTime: Infinity,
    refetchInterval: afterFailure,
  });
  const attempt = delivery.attempts.find(({ number }) => number === chosen) ?? delivery.attempts.at(-1);
  // A long URL takes more than one line: it is there before what stands below it.
  if (endpoint.isPending) return <Skeleton />;
  const url = endpoint.data?.url ?? "";
  return (
    <div className="drawer-body">
      <p className="sub">
        to <Isolated>{url}</Isolated> · <CopyId id={delivery.id} />{" "}
        <CopyButton text={location.href} label="Copy link" inline />
      </p>
      <Acts delivery={delivery} />
      <h3>{counted(delivery.attempts.length, "attempt")}</h3>
      {delivery.attempts.length === 0 ? (
        <p className="sub">
          {delivery.status === "skipped"
            ? "None: the endpoint was disabled, or did not subscribe to it at that time."
            : "None yet."}
        </p>
      ) : (
        <div className="attempt-table">
          <p className="attempt" aria-hidden="true">
            <span>#</span>
            <span>Answer</span>
            <span>Took</span>
            <span>Sent</span>
          </p>
          <ol aria-label="Attempts">
            {delivery.attempts.toReversed().map((each) => (
              <li key={each.number}>
                <button
                  type="button"
                  className="attempt"
                  aria-pressed={each === attempt}
                  onClick={() => setChosen(each.number)}
                >
                  <span className="num">{each.number}</span>
                  <span className="answered">
                    <AnswerTag attempt={each} /> {each.error}
                  </span>
                  <span className="num">{latencyText(each)}</span>
                  <Time at={each.at} exact />
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
      {attempt !== undefined && (
        <>
          <h3>Answer to attempt {attempt.number}</h3>
          <pre className="code" tabIndex={0}>
            <Visible text={answerText(attempt)} />
          </pre>
        </>
      )}
      <Answer what="What was sent" query={event}>
        {(sent) => (
          <>
            <div className="titled">
              <h3>What was sent</h3>
              <span className="sp" />
              <CopyButton text={curlText(delivery, url, sent)} label="Copy as curl" />
            </div>
            <pre className="code" tabIndex={0}>
              {sentLines(delivery, attempt).join("\n")}
              {"\n\n"}
              <Payload of={sent} />
            </pre>
            <p className="sub">
              The payload is that of the moment. A replay sends exactly this, with a new timestamp and signature.
            </p>
          </>
        )}
      </Answer>
    </div>
  );
}

/** What was sent, with the balance marked that it is about. */
function Payload({ of }: { readonly of: unknown }) {
  return markedParts(JSON.stringify(of, null, 2)).map(({ text, isMarked }, index) =>
    isMarked ? <mark key={index}>{text}</mark> : <Visible key={index} text={text} />,
  );
}

function Acts({ delivery }: { readonly delivery: DeliveryWithAttempts }) {
  const mayWrite = useMayWrite();
  const setUrl = useSetUrl();
  const { opening } = useBeside(true);
  const test = useSendTest(delivery.endpoint_id, (sent) => setUrl({ d: sent }, opening));
  const now = useNow();
  const { about, next_attempt_at: next } = delivery;
  // One that was just replayed is due at once.
  const isWaiting = delivery.status === "pending" && next !== null && Date.parse(next) > now;
  const isUnderWay = delivery.status === "pending" && !isWaiting;
  const {
    run: replay,
    isRunning,
    problem,
  } = useAct(async () => {
    try {
      await api.deliveries.replay(delivery.id);
    } finally {
      await refresh("deliveries");
    }
  });
  return (
    <div className="acts">
      {isWaiting && (
        <span className="sub">
          Sent again by itself <Time at={next} />
        </span>
      )}
      {mayWrite && !isWaiting && (
        <button
          type="button"
          className="btn p"
          data-shortcut="r"
          data-verb={`Replay ${delivery.event_type}`}
          disabled={isRunning || isUnderWay}
          onClick={() => void replay()}
        >
          <Icon name="replay" size={14} />
          {isRunning || isUnderWay ? "Replaying…" : "Replay"}
        </button>
      )}
      {mayWrite && (
        <button type="button" className="btn" aria-disabled={test.isRunning} onClick={() => void test.run()}>
          <Icon name="send" size={14} />
          Send test
        </button>
      )}
      {about !== null && (
        <AboutLink about={about} className="btn q end">
          Open {about.type}
        </AboutLink>
      )}
      <Refusal problem={problem ?? test.problem} />
    </div>
  );
}

function answerText({ status, error, response }: DeliveryWithAttempts["attempts"][number]): string {
  const first = status === null ? (error ?? "No answer") : `HTTP ${status}`;
  return response === "" ? `${first}\n\n(no body)` : `${first}\n\n${response}`;
}

/** Those of the attempt that is shown; its signatures shortened, as the server gives them. */
function sentLines(
  delivery: DeliveryWithAttempts,
  attempt: DeliveryWithAttempts["attempts"][number] | undefined,
): string[] {
  if (attempt === undefined || attempt.request === null) return headerLines(delivery);
  const { headers, secret_ending: ending } = attempt.request;
  const lines = Object.entries(headers).map(([name, value]) =>
    name === "X-Signature" && ending !== null ? `${name}: ${value}  (secret ending ${ending})` : `${name}: ${value}`,
  );
  return [
    "Content-Type: application/json",
    ...lines,
    ...(ending === null ? ["(signed with a secret that was replaced since)"] : []),
  ];
}

/** Those that do not differ from attempt to attempt. */
function headerLines({ event_id: eventId, event_type: type, endpoint_id: endpoint }: DeliveryWithAttempts): string[] {
  return [
    "Content-Type: application/json",
    `X-Event-ID: ${eventId}`,
    `X-Event-Type: ${type}`,
    `X-Webhook-ID: ${endpoint}`,
  ];
}

/** Unsigned: the secret is not known here. */
function curlText(delivery: DeliveryWithAttempts, url: string, sent: unknown): string {
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const headers = headerLines(delivery).map((header) => `-H ${quoted(header)}`);
  return [`curl -X POST ${quoted(url)}`, ...headers, `-d ${quoted(JSON.stringify(sent))}`].join(" \\\n  ");
}
