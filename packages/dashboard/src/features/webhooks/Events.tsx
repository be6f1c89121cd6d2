import type { WebhookEvent } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";

interface Stored {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
}

/** What has happened, newest first, as it is sent. */
export function Events() {
  return (
    <List<WebhookEvent>
      title="Events"
      queryKey={["deliveries", "events"]}
      list={(page, signal) => api.events.list(page, { signal })}
      keyOf={(event) => (event as unknown as Stored).id}
      empty={
        <Empty title="No event yet.">What happens is written here, and sent to endpoints that subscribe to it.</Empty>
      }
      columns={[
        { title: "Event", cell: (event) => <span className="name">{(event as unknown as Stored).type}</span> },
        { title: "Id", wide: true, cell: (event) => <span className="mono">{(event as unknown as Stored).id}</span> },
        { title: "Time", numeric: true, cell: (event) => <Time at={(event as unknown as Stored).created_at} exact /> },
      ]}
    />
  );
}
