import type { NotificationWithAttempts } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useAct } from "../data/act.ts";
import { againAfter, FOLLOW_MS } from "../data/again.ts";
import { api } from "../data/client.ts";
import { refresh } from "../data/queries.ts";
import { Drawer } from "../parts/Drawer.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Isolated } from "../parts/Isolated.tsx";
import { WalletName } from "../parts/names.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { Time } from "../parts/Time.tsx";
import { useMayWrite } from "../shell/session-context.ts";
import { counted } from "../words/count.ts";
import { AttemptList } from "./AttemptList.tsx";
import { useChannelNames } from "./channels.ts";
import { KIND_WORDS, outcomeText, STATUS_TAGS, STATUS_WORDS } from "./words.ts";

interface NotificationDrawerProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One message to one channel, beside the page: what became of it, and each attempt. */
export function NotificationDrawer({ id, onClose }: NotificationDrawerProps) {
  const query = useQuery({
    queryKey: ["notifications", "one", id],
    queryFn: async ({ signal }) => api.notifications.get(id, { signal }),
    refetchInterval: againAfter(({ status }: NotificationWithAttempts) => status === "pending" && FOLLOW_MS),
  });
  return (
    <Drawer
      name="Message"
      query={query}
      onClose={onClose}
      head={(notification) => (
        <>
          <span className={STATUS_TAGS[notification.status]}>{STATUS_WORDS[notification.status]}</span>
          <h2>{KIND_WORDS[notification.kind] ?? notification.kind}</h2>
        </>
      )}
    >
      {(notification) => <Contents notification={notification} />}
    </Drawer>
  );
}

function Contents({ notification }: { readonly notification: NotificationWithAttempts }) {
  const mayWrite = useMayWrite();
  const nameOf = useChannelNames();
  const {
    run: replay,
    isRunning,
    problem,
  } = useAct(async () => {
    try {
      await api.notifications.replay(notification.id);
    } finally {
      await refresh("notifications");
    }
  });
  const isWaiting = isRunning || notification.status === "pending";
  return (
    <div className="drawer-body">
      <p>{notification.title}</p>
      <p className="sub">
        to <Isolated>{nameOf(notification.channel_id)}</Isolated>, {outcomeText(notification)} ·{" "}
        <Time at={notification.created_at} exact /> · <span className="mono">{notification.id}</span>
      </p>
      <div className="acts">
        {mayWrite && (
          <button
            type="button"
            className="btn p"
            data-shortcut="r"
            aria-disabled={isWaiting}
            onClick={() => void (isWaiting || replay())}
          >
            <Icon name="replay" size={14} />
            {isWaiting ? "Sending…" : "Send again"}
          </button>
        )}
        <Refusal problem={problem} />
      </div>
      {notification.wallet_id !== null && (
        <p className="sub">
          about <WalletName id={notification.wallet_id} />
        </p>
      )}
      <h3>{counted(notification.attempts.length, "attempt")}</h3>
      {notification.attempts.length === 0 ? (
        <p className="sub">{notification.status === "skipped" ? "None: it was kept and not sent." : "None yet."}</p>
      ) : (
        <AttemptList attempts={notification.attempts} />
      )}
    </div>
  );
}
