import type { Channel } from "@plimsoll/client";
import { Time } from "../../parts/Time.tsx";

/** What the API writes for one that a person has paused. */
const BY_REQUEST = "disabled by request";

/** Whether messages reach a channel. */
export function ChannelHealth({ channel }: { readonly channel: Channel }) {
  const { enabled, disabled_reason: reason, failing_since: failing } = channel;
  if (!enabled && (reason === null || reason === BY_REQUEST)) return <span className="tag">Paused</span>;
  if (!enabled) return <span className="tag bad">Disabled: {reason}</span>;
  if (failing === null) return <span className="tag good">Working</span>;
  return (
    <span className="tag bad">
      Failing since <Time at={failing} />
    </span>
  );
}
