import type { WebhookEndpoint } from "@plimsoll/client";
import { Confirm } from "../../parts/Confirm.tsx";
import { numberText } from "../../words/count.ts";
import { lengthText } from "../../words/times.ts";
import { replayAll } from "./replays.ts";
import { sentence } from "../../words/isolated.ts";

interface ReplayManyProps {
  readonly endpoint: WebhookEndpoint;
  readonly status: "failed" | "skipped";
  readonly count: number;
  readonly onClose: () => void;
}

/** Sends every delivery of a state again, after saying how many that are and how long it takes. */
export function ReplayMany({ endpoint, status, count, onClose }: ReplayManyProps) {
  const rate = endpoint.rate_limit_per_second;
  return (
    <Confirm
      title={sentence`Replay ${numberText(count)} ${status} ${count === 1 ? "delivery" : "deliveries"} to ${endpoint.url}?`}
      consequence={`At ${rate} per second this takes ${lengthText(Math.ceil(count / rate) * 1_000)}. It can be stopped meanwhile, and stops when this tab is closed.`}
      keep="Keep as they are"
      go={`Replay ${numberText(count)}`}
      harmful={false}
      act={async () => void replayAll(endpoint, status, count)}
      onClose={onClose}
    />
  );
}
