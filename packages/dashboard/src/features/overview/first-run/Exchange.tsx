import type { DeliveryWithAttempts, NotificationWithAttempts } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { againAfter, FOLLOW_MS } from "../../../data/again.ts";
import { api } from "../../../data/client.ts";
import { refresh } from "../../../data/queries.ts";
import { AttemptList } from "../../../notifications/AttemptList.tsx";
import { tookText } from "../../../notifications/words.ts";
import { Icon } from "../../../parts/Icon.tsx";
import { Isolated } from "../../../parts/Isolated.tsx";
import { Time } from "../../../parts/Time.tsx";
import type { SentTest } from "./begun.ts";
import { sentence } from "../../../words/isolated.ts";

type Answered = Pick<DeliveryWithAttempts | NotificationWithAttempts, "status" | "attempts" | "next_attempt_at">;

const follow = againAfter(({ status }: Answered) => status === "pending" && FOLLOW_MS);

/** A test that was sent: the request that left, and each answer as it arrives. */
export function Exchange({ sent: { kind, id, to, at } }: { readonly sent: SentTest }) {
  const delivery = useQuery({
    queryKey: ["deliveries", "one", id],
    queryFn: async ({ signal }) => api.deliveries.get(id ?? "", { signal }),
    enabled: kind === "endpoint" && id !== null,
    refetchInterval: follow,
  });
  const message = useQuery({
    queryKey: ["notifications", "one", id],
    queryFn: async ({ signal }) => api.notifications.get(id ?? "", { signal }),
    enabled: kind === "channel" && id !== null,
    refetchInterval: follow,
  });
  const answered: Answered | undefined = kind === "endpoint" ? delivery.data : message.data;
  const status = answered?.status;
  useEffect(() => {
    if (status !== undefined && status !== "pending") void refresh("first-run", "deliveries", "notifications");
  }, [status]);
  return (
    <div className="exchange stack-s">
      <p className="request">
        <Icon name="arrow" size={14} />
        <span className="grow">
          {kind === "endpoint" ? "POST " : "Sample alert to "}
          <Isolated className="cut-text">{to}</Isolated>
          {kind === "endpoint" && ", a signed wallet.balance.alert"}
        </span>
        <span className="sub">
          <Time at={at} exact />
        </span>
      </p>
      {answered !== undefined && answered.attempts.length > 0 && <AttemptList attempts={answered.attempts} />}
      <p className={status === "failed" ? "err" : "sub"} role="status">
        <OutcomeText answered={answered} />
      </p>
    </div>
  );
}

function OutcomeText({ answered }: { readonly answered: Answered | undefined }) {
  const last = answered?.attempts.at(-1);
  if (answered === undefined || last === undefined) return answered?.status === "skipped" ? "Not sent." : "On its way…";
  const said =
    last.status === null ? sentence`No answer: ${last.error ?? "the connection failed"}` : `Answered ${last.status}`;
  if (answered.status === "delivered") return `Arrived, and answered in ${tookText(last.latency_ms)}.`;
  const next = answered.next_attempt_at;
  if (answered.status !== "pending" || next === null) return `${said}. It is not tried again by itself.`;
  return (
    <>
      {said}. It is tried again: <Time at={next} exact />.
    </>
  );
}
