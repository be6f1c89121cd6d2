import type { Channel, ChannelTested } from "@plimsoll/client";
import { useState } from "react";
import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { tookText } from "../../notifications/words.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { sentence } from "../../words/isolated.ts";

/** @limit Dashboard: time for a test, which waits ten seconds for its first attempt. */
const TEST_MS = 20_000;

interface SendTestProps {
  readonly channel: Channel;
  /** Shows the message that was sent. */
  readonly onOpen: (notificationId: string) => void;
}

/** Sends a sample and says beside the button what became of it. */
export function SendTest({ channel, onOpen }: SendTestProps) {
  const [tested, setTested] = useState<ChannelTested | null>(null);
  const {
    run: send,
    isRunning,
    problem,
  } = useAct(async () => {
    setTested(null);
    try {
      setTested(await api.channels.test(channel.id, { level: "critical" }, { timeoutMs: TEST_MS }));
    } finally {
      void refresh("notifications", "channels");
    }
  });
  return (
    <>
      <button type="button" className="btn s" aria-disabled={isRunning} onClick={() => void send()}>
        <Icon name="send" size={14} />
        {isRunning ? "Sending…" : "Send test"}
      </button>
      <span role="status" className="test-outcome">
        {!isRunning && <Refusal problem={problem} />}
        {tested !== null && <Outcome tested={tested} onOpen={onOpen} />}
      </span>
    </>
  );
}

interface OutcomeProps {
  readonly tested: ChannelTested;
  readonly onOpen: (notificationId: string) => void;
}

function Outcome({ tested: { notification, attempt }, onOpen }: OutcomeProps) {
  const isGood = notification.status === "delivered";
  const words = isGood
    ? `Arrived in ${tookText(attempt?.latency_ms ?? 0)}`
    : attempt === null
      ? notification.status === "skipped"
        ? "Not sent: the channel is paused"
        : "No answer in 10 s; it is tried again"
      : attempt.status === null
        ? sentence`No answer: ${attempt.error ?? "the connection failed"}`
        : `Refused: ${attempt.status}`;
  return (
    <button
      type="button"
      className={isGood ? "tag good" : attempt === null ? "tag wait" : "tag bad"}
      onClick={() => onOpen(notification.id)}
    >
      {words}
    </button>
  );
}
