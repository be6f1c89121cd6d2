import type { Channel, Notification } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { againAfter, FOLLOW_MS } from "../../data/again.ts";
import { api } from "../../data/client.ts";
import { CHANNEL_KIND_WORDS } from "../../notifications/channels.ts";
import { outcomeTag, outcomeText } from "../../notifications/words.ts";
import { Answer } from "../../parts/Answers.tsx";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Drawer } from "../../parts/Drawer.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { Isolated, Visible } from "../../parts/Isolated.tsx";
import { Time } from "../../parts/Time.tsx";
import { ChannelHealth } from "./ChannelHealth.tsx";
import { CONFIG_FIELDS } from "./kinds.ts";

/** @limit Dashboard: the newest messages of a channel that are shown. */
const SHOWN = 50;

interface ChannelDrawerProps {
  readonly id: string;
  readonly onOpen: (notificationId: string) => void;
  readonly onClose: () => void;
}

/** One channel beside the list: its settings without their secrets, and what was sent to it. */
export function ChannelDrawer({ id, onOpen, onClose }: ChannelDrawerProps) {
  const query = useQuery({
    queryKey: ["channels", "one", id],
    queryFn: async ({ signal }) => api.channels.get(id, { signal }),
  });
  return (
    <Drawer
      name="Channel"
      query={query}
      onClose={onClose}
      head={(channel) => (
        <>
          <ChannelHealth channel={channel} />
          <h2>
            <Isolated>{channel.name}</Isolated>
          </h2>
        </>
      )}
    >
      {(channel) => <Contents channel={channel} onOpen={onOpen} />}
    </Drawer>
  );
}

interface ContentsProps {
  readonly channel: Channel;
  readonly onOpen: (notificationId: string) => void;
}

function Contents({ channel, onOpen }: ContentsProps) {
  const { id, kind, config, rate_limit_per_second: rate, inbound_url: inbound } = channel;
  const messages = useQuery({
    queryKey: ["notifications", "of-channel", id],
    queryFn: async ({ signal }) =>
      (await api.notifications.list({ channel_id: id, limit: SHOWN }, { signal }).page()).items,
    refetchInterval: againAfter(
      (sent: readonly Notification[]) => sent.some(({ status }) => status === "pending") && FOLLOW_MS,
    ),
  });
  return (
    <div className="drawer-body">
      <Facts
        of={[
          ["Kind", CHANNEL_KIND_WORDS[kind]],
          ...CONFIG_FIELDS[kind].map(
            ({ member, label, as }) =>
              [
                label,
                config[member] === undefined ? undefined : as === "text" ? (
                  <pre className="code">
                    <Visible text={valueText(config[member])} />
                  </pre>
                ) : (
                  valueText(config[member])
                ),
              ] as const,
          ),
          ["At most", `${rate} a second`],
          ["Id", <span className="mono">{id}</span>],
          ["Changed", <Time at={channel.updated_at} />],
        ]}
      />
      {inbound !== null && (
        <p className="sub">
          PagerDuty acknowledges here through a V3 webhook subscription to{" "}
          <span className="mono">{`${location.origin}${inbound}`}</span>{" "}
          <CopyButton text={`${location.origin}${inbound}`} label="Copy URL" />
        </p>
      )}
      <h3>What was sent</h3>
      <Answer what="What was sent" query={messages} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <p className="sub">Nothing yet. Send a test to see what arrives.</p>
          ) : (
            <ol className="attempts" aria-label="Messages, newest first">
              {items.map((message) => (
                <Message key={message.id} message={message} onOpen={onOpen} />
              ))}
            </ol>
          )
        }
      </Answer>
    </div>
  );
}

interface MessageProps {
  readonly message: Notification;
  readonly onOpen: (notificationId: string) => void;
}

function Message({ message, onOpen }: MessageProps) {
  return (
    <li>
      <button type="button" className="attempt" onClick={() => onOpen(message.id)}>
        <span className={outcomeTag(message)}>{outcomeText(message)}</span>
        <span className="grow cut-text">{message.title}</span>
        <span className="sub">
          <Time at={message.created_at} exact />
        </span>
      </button>
    </li>
  );
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, content]) => `${name}: ${String(content)}`)
      .join(", ");
  }
  return String(value);
}
