import { useState } from "react";
import { useAct } from "../../../data/act.ts";
import { api } from "../../../data/client.ts";
import { serverNow } from "../../../data/clock.ts";
import { useStore } from "../../../data/store.ts";
import { SelectField } from "../../../parts/Form.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { Refusal } from "../../../parts/Refusal.tsx";
import { sentTest } from "./begun.ts";
import { Exchange } from "./Exchange.tsx";
import type { Progress } from "./steps.ts";

/** @limit Dashboard: time for a channel's test, which waits ten seconds for its first attempt. */
const TEST_MS = 20_000;

interface TestStepProps {
  readonly progress: Progress;
  readonly onDone: () => void;
}

/** Sends a sample alert, and shows it leave and its answer arrive. */
export function TestStep({ progress, onDone }: TestStepProps) {
  const targets = targetsOf(progress);
  const sent = useStore(sentTest);
  const [chosen, setChosen] = useState("");
  const target = targets.find(({ id }) => id === chosen) ?? targets[0];
  const {
    run: send,
    isRunning,
    problem,
  } = useAct(async () => {
    if (target === undefined) return;
    const { kind, id, name: to } = target;
    const leaving = { kind, id: null, to, at: new Date(serverNow()).toISOString() };
    onDone();
    sentTest.set(leaving);
    try {
      sentTest.set({ ...leaving, id: kind === "endpoint" ? await sendToEndpoint(id) : await sendToChannel(id) });
    } catch (error) {
      sentTest.set(null);
      throw error;
    }
  });
  return (
    <div className="stack-s">
      {targets.length > 1 && (
        <SelectField
          name="target"
          label="Send to"
          value={target?.id ?? ""}
          onChange={setChosen}
          choices={targets.map(({ id, name }) => [id, name] as const)}
        />
      )}
      <div className="acts">
        <button type="button" className="btn p" aria-disabled={isRunning} onClick={() => void send()}>
          <Icon name="send" size={14} />
          {isRunning ? "Sending…" : sent === null ? "Send test" : "Send again"}
        </button>
      </div>
      {!isRunning && <Refusal problem={problem} />}
      {sent !== null && <Exchange key={sent.at} sent={sent} />}
    </div>
  );
}

/** Returns the id of its delivery. */
async function sendToEndpoint(id: string): Promise<string> {
  return (await api.webhookEndpoints.test(id, { type: "wallet.balance.alert" })).delivery_id;
}

/** Returns the id of its notification. */
async function sendToChannel(id: string): Promise<string> {
  return (await api.channels.test(id, { level: "critical" }, { timeoutMs: TEST_MS })).notification.id;
}

interface Target {
  readonly kind: "endpoint" | "channel";
  readonly id: string;
  readonly name: string;
}

/** Whom an alert would reach. */
function targetsOf({ endpoints, channels }: Progress): readonly Target[] {
  return [
    ...endpoints.map(({ id, url }) => ({ kind: "endpoint", id, name: url }) as const),
    ...channels.flatMap(({ channel: { id, name }, route }) =>
      route === null ? [] : [{ kind: "channel", id, name } as const],
    ),
  ];
}
