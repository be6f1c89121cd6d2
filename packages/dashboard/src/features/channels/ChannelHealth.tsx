import type { Channel } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { Time } from "../../parts/Time.tsx";

/** What the API writes for one that a person has paused. */
const BY_REQUEST = "disabled by request";

/** Whether messages reach a channel. */
export function ChannelHealth({ channel }: { readonly channel: Channel }) {
  const { enabled, disabled_reason: reason, failing_since: failing } = channel;
  if (!enabled && (reason === null || reason === BY_REQUEST)) return <span className="tag">Paused</span>;
  if (!enabled) return <span className="tag bad">Disabled: {reason}</span>;
  if (failing === null) return <Arriving channelId={channel.id} />;
  return (
    <span className="tag bad">
      Failing since <Time at={failing} />
    </span>
  );
}

/** Of one whose attempts do not fail: whether any message has arrived yet. */
function Arriving({ channelId }: { readonly channelId: string }) {
  const { data: arrived } = useQuery({
    queryKey: ["notifications", "arrived", channelId],
    queryFn: async ({ signal }) =>
      (await api.notifications.list({ channel_id: channelId, status: "delivered", limit: 1 }, { signal }).page()).items
        .length > 0,
  });
  if (arrived === true) return <span className="tag good">Working</span>;
  // Its place is kept until that is known.
  return <span className={arrived === undefined ? "tag unseen" : "tag"}>Not tried yet</span>;
}
