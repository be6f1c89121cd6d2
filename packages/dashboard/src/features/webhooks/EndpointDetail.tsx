import type { EditOptions, WebhookEndpoint } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { serverNow, useNow } from "../../data/clock.ts";
import { endpointKey, endpointQuery } from "../../data/endpoints.ts";
import { useStore } from "../../data/store.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Answer } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { counted, numberText } from "../../words/count.ts";
import { plainMomentText } from "../../words/times.ts";
import { AnswerTag } from "./AnswerTag.tsx";
import { countedText, failingText, latencyText, shareOfText, shareText, type Recent } from "./delivery-words.ts";
import { DeliveryList } from "./DeliveryList.tsx";
import { EndpointStatus, eventsText } from "./Endpoints.tsx";
import { replays } from "./replays.ts";
import { ReplayMany } from "./ReplayMany.tsx";
import { useSendTest } from "./use-send-test.ts";
import { sentence } from "../../words/isolated.ts";

const EndpointForm = lazily(() => import("./EndpointForm.tsx"));

/** @nolimit Time for which both secrets sign after a rotation. */
const DAY_MS = 86_400_000;

interface EndpointDetailProps {
  readonly id: string;
  readonly onSecret: (secret: string) => void;
}

/** One endpoint: its state, what can be done with it, and its deliveries. */
export function EndpointDetail({ id, onSecret }: EndpointDetailProps) {
  const query = useQuery(endpointQuery(id));
  return (
    <Answer what="This endpoint" query={query}>
      {(endpoint) => (
        <>
          <Panel title="Endpoint" note={<EndpointStatus endpoint={endpoint} />}>
            <div className="pad stack-s">
              <p className="titled">
                <Isolated className="h2">{endpoint.url}</Isolated>
                <CopyButton text={endpoint.url} label="Copy URL" />
              </p>
              {endpoint.description !== null && (
                <p className="soft">
                  <Isolated>{endpoint.description}</Isolated>
                </p>
              )}
              {endpoint.disabled_reason !== null && <p className="warn">{endpoint.disabled_reason}</p>}
              {endpoint.status === "enabled" && endpoint.failing_since !== null && (
                <p className="warn">
                  <FailingFor since={endpoint.failing_since} />: no good answer since{" "}
                  <Time at={endpoint.failing_since} exact />. After 5 days it is disabled.
                </p>
              )}
              <p className="sub">
                {eventsText(endpoint.event_types)} · at most {endpoint.rate_limit_per_second}/s ·{" "}
                {counted(endpoint.max_attempts, "attempt")} · waits {endpoint.timeout_ms / 1_000} s · secret ending{" "}
                <span className="mono">{endpoint.secret_ending}</span>
              </p>
              {endpoint.previous_secret_expires_at !== null && (
                <p className="sub">
                  Signed with the previous secret as well until <Time at={endpoint.previous_secret_expires_at} />
                </p>
              )}
              <Acts endpoint={endpoint} onSecret={onSecret} />
            </div>
          </Panel>
          {endpoint.recent !== undefined && <Facts recent={endpoint.recent} />}
          <Missed endpoint={endpoint} />
          <DeliveryList endpointId={id} />
        </>
      )}
    </Answer>
  );
}

function FailingFor({ since }: { readonly since: string }) {
  return failingText(useNow() - new Date(since).getTime());
}

/** What became of its newest deliveries. */
function Facts({ recent }: { readonly recent: Recent }) {
  const { failed, pending, skipped, last_attempt: last } = recent;
  return (
    <dl className="facts">
      <div>
        <dt>Delivered</dt>
        <dd className="fig small">{shareText(recent)}</dd>
        <dd className="sub">{shareOfText(recent)}</dd>
      </div>
      <div>
        <dt>Last answer</dt>
        <dd className="fig small">{last === null ? "–" : <AnswerTag attempt={last} />}</dd>
        <dd className="sub">
          {last !== null && (
            <>
              <Time at={last.at} /> · {latencyText(last)}
              {last.error !== null && (
                <>
                  {" "}
                  · <Isolated>{last.error}</Isolated>
                </>
              )}
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Failed</dt>
        <dd className="fig small">{numberText(failed)}</dd>
        <dd className="sub">
          {countedText(recent)}
          {pending > 0 && `, ${numberText(pending)} retrying`}
        </dd>
      </div>
      <div>
        <dt>Skipped</dt>
        <dd className="fig small">{numberText(skipped)}</dd>
        <dd className="sub">{countedText(recent)}</dd>
      </div>
    </dl>
  );
}

function Acts({
  endpoint,
  onSecret,
}: {
  readonly endpoint: WebhookEndpoint;
  readonly onSecret: (secret: string) => void;
}) {
  const mayWrite = useMayWrite();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"change" | "disable" | "enable" | "rotate" | "delete" | null>(null);
  const { id, url } = endpoint;
  const isEnabled = endpoint.status === "enabled";
  const close = (): void => setOpen(null);
  const { run: test, problem } = useSendTest(id, (sent) =>
    navigate({ to: "/webhooks/{-$part}", params: { part: id }, search: { d: sent }, replace: true }),
  );
  const asked = { resource: endpoint, read: async () => api.webhookEndpoints.get(id), onClose: close };
  const setStatus = async (status: WebhookEndpoint["status"], options: EditOptions): Promise<void> => {
    showSaved(endpointKey(id), await api.webhookEndpoints.update(id, { status }, options));
    void refresh("endpoints", "deliveries");
  };
  if (!mayWrite) return <p className="sub">This key may only read. Changing an endpoint needs a key with write.</p>;
  return (
    <div className="acts">
      <button type="button" className="btn" onClick={() => void test()}>
        <Icon name="send" size={14} />
        Send test
      </button>
      <button type="button" className="btn" onClick={() => setOpen("change")}>
        Change endpoint
      </button>
      <button type="button" className="btn" onClick={() => setOpen(isEnabled ? "disable" : "enable")}>
        {isEnabled ? "Disable endpoint" : "Enable endpoint"}
      </button>
      <button type="button" className="btn" onClick={() => setOpen("rotate")}>
        Rotate secret
      </button>
      <button type="button" className="btn q" onClick={() => setOpen("delete")}>
        Delete endpoint
      </button>
      <Refusal problem={problem} />
      <Suspense fallback={null}>{open === "change" && <EndpointForm endpoint={endpoint} onClose={close} />}</Suspense>
      {open === "disable" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Disable ${of.url}?`,
            already: of.status === "disabled" && "It is disabled already.",
            consequence: "Events it would receive are kept as skipped and can be replayed.",
            keep: "Keep as it is",
            go: "Disable endpoint",
          })}
          act={async (options) => setStatus("disabled", options)}
        />
      )}
      {open === "enable" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Enable ${of.url}?`,
            already: of.status === "enabled" && "It is enabled already.",
            consequence: "Events are sent to it again from now on. What it missed can be replayed.",
            keep: "Keep as it is",
            go: "Enable endpoint",
            harmful: false,
          })}
          act={async (options) => setStatus("enabled", options)}
        />
      )}
      {open === "rotate" && (
        <Confirm
          title={sentence`Rotate the secret of ${new URL(url).host}?`}
          consequence={`We sign with both for 24 h, until ${plainMomentText(serverNow() + DAY_MS)}. The new one is shown once.`}
          keep="Keep secret"
          go="Rotate secret"
          act={async () => {
            const { secret } = await api.webhookEndpoints.rotateSecret(id);
            onSecret(secret);
            void refresh("endpoints", "deliveries");
          }}
          onClose={close}
        />
      )}
      {open === "delete" && (
        <ConfirmEdit
          {...asked}
          says={(of) => ({
            title: sentence`Delete ${of.url}?`,
            consequence: "Nothing is sent to it any more, and its deliveries are no longer listed.",
            keep: "Keep endpoint",
            go: "Delete endpoint",
            typeName: of.url,
          })}
          act={async (options) => {
            await api.webhookEndpoints.delete(id, options);
            await navigate({ to: "/webhooks" });
            void refresh("endpoints", "deliveries");
          }}
        />
      )}
    </div>
  );
}

/** What failed or was skipped, and a way to send it again. */
function Missed({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const mayWrite = useMayWrite();
  const [replaying, setReplaying] = useState<"failed" | "skipped" | null>(null);
  const isRunning = useStore(replays).some(({ endpointId }) => endpointId === endpoint.id);
  const { data } = useQuery({
    queryKey: ["deliveries", endpoint.id, "missed"],
    queryFn: async ({ signal }) => {
      const count = async (status: "failed" | "skipped") =>
        (await api.webhookEndpoints.deliveries(endpoint.id, { status, limit: 1 }, { signal }).page()).total;
      const [failed, skipped] = await Promise.all([count("failed"), count("skipped")]);
      return { failed, skipped };
    },
  });
  if (!mayWrite || isRunning || data === undefined || data.failed + data.skipped === 0) return null;
  return (
    <p className="acts">
      {(["failed", "skipped"] as const)
        .filter((status) => data[status] > 0)
        .map((status) => (
          <button key={status} type="button" className="btn s" onClick={() => setReplaying(status)}>
            <Icon name="replay" size={14} />
            Replay {data[status]} {status}…
          </button>
        ))}
      {replaying !== null && (
        <ReplayMany endpoint={endpoint} status={replaying} count={data[replaying]} onClose={() => setReplaying(null)} />
      )}
    </p>
  );
}
