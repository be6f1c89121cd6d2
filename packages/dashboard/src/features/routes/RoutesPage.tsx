import type { Channel, Route } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { routesQuery } from "../../data/routes.ts";
import { lazily } from "../../data/program.ts";
import { useChannels } from "../../notifications/channels.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { LiveTable } from "../../parts/Table.tsx";
import { toast, toastRefusal } from "../../parts/Toasts.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { SettingsTabs } from "../../shell/SettingsTabs.tsx";
import { FilterText } from "../../wallet-filter/FilterText.tsx";
import { DigestSettings } from "./DigestSettings.tsx";
import { HeartbeatSettings } from "./HeartbeatSettings.tsx";
import { Preview } from "./Preview.tsx";
import { EVENT_WORDS, LEVEL_EVENTS, scheduleText } from "./words.ts";
import { isolated, sentence } from "../../words/isolated.ts";

const RouteForm = lazily(() => import("./RouteForm.tsx"));

/** Which levels go to which channels, who would be told of a wallet, and what is sent regularly. */
export default function RoutesPage() {
  return (
    <Page title="Settings" tabs={<SettingsTabs />}>
      <Routes />
    </Page>
  );
}

function Routes() {
  const mayWrite = useMayWrite();
  const [edited, setEdited] = useState<Route | "new" | null>(null);
  const [deleting, setDeleting] = useState<Route | null>(null);
  const channels = useChannels();
  const query = useQuery(routesQuery);
  return (
    <>
      <Panel
        title="Routes"
        note={query.data?.length}
        actions={
          mayWrite && (
            <button type="button" className="btn s" onClick={() => setEdited("new")}>
              <Icon name="plus" size={14} />
              Add route
            </button>
          )
        }
      >
        <Answer what="Routes" query={query}>
          {(routes) =>
            routes.length === 0 ? (
              <Empty title="No routes.">Without a route no channel receives anything.</Empty>
            ) : (
              <LiveTable
                name="Routes"
                noun="route"
                rows={routes}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: "Route",
                    cell: (route) =>
                      mayWrite ? (
                        <button type="button" className="name plain" data-row-link="" onClick={() => setEdited(route)}>
                          <Isolated className="cut-text">{route.name}</Isolated>
                        </button>
                      ) : (
                        <Isolated className="name">{route.name}</Isolated>
                      ),
                  },
                  { title: "State", cell: (route) => <RouteState route={route} /> },
                  { title: "Carries", cell: ({ on }) => <EventTags on={on} /> },
                  { title: "To", cell: (route) => <ChannelNames route={route} channels={channels.data} /> },
                  { title: "Wallets", wide: true, cell: ({ filter }) => <FilterText filter={filter} /> },
                  {
                    title: "Hours",
                    wide: true,
                    cell: ({ schedule }) => (schedule === null ? "always" : scheduleText(schedule)),
                  },
                  {
                    title: "Do",
                    actions: true,
                    cell: (route) =>
                      mayWrite ? (
                        <span className="acts">
                          <Toggle route={route} />
                          <button type="button" className="btn s q" onClick={() => setDeleting(route)}>
                            Delete
                          </button>
                        </span>
                      ) : null,
                  },
                ]}
              />
            )
          }
        </Answer>
      </Panel>
      <Preview />
      <DigestSettings channels={channels.data ?? []} />
      <HeartbeatSettings />
      <Suspense fallback={null}>
        {edited !== null && (
          <RouteForm
            route={edited === "new" ? null : edited}
            channels={channels.data ?? []}
            onClose={() => setEdited(null)}
          />
        )}
      </Suspense>
      {deleting !== null && (
        <ConfirmEdit
          resource={deleting}
          read={async () => api.routes.get(deleting.id)}
          says={({ name, on }) => ({
            title: sentence`Delete route “${name}”?`,
            consequence: `${on.map((event) => EVENT_WORDS[event]).join(", ")}: its channels no longer hear of it by this route. Escalations that wait are not sent.`,
            keep: "Keep route",
            go: "Delete route",
          })}
          act={async (options) => {
            await api.routes.delete(deleting.id, options);
            void refresh("routes");
          }}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}

function RouteState({ route: { enabled, active, channel_ids: ids } }: { readonly route: Route }) {
  if (!enabled) return <span className="tag">Paused</span>;
  if (active) return <span className="tag good">Active</span>;
  return <span className="tag wait">{ids.length === 0 ? "Inactive: no channel" : "Inactive"}</span>;
}

function EventTags({ on }: { readonly on: Route["on"] }) {
  return (
    <span className="tags">
      {on.map((event) => {
        const level = LEVEL_EVENTS.find(([name]) => name === event);
        return (
          <span key={event} className="tag">
            {level !== undefined && <Silhouette state={level[2]} />}
            {EVENT_WORDS[event]}
          </span>
        );
      })}
    </span>
  );
}

interface ChannelNamesProps {
  readonly route: Route;
  readonly channels: readonly Channel[] | undefined;
}

function ChannelNames({ route: { channel_ids: ids, escalate }, channels }: ChannelNamesProps) {
  const nameOf = (id: string) => channels?.find((channel) => channel.id === id)?.name ?? "…";
  if (ids.length === 0 && escalate === null) {
    return (
      <Link to="/settings/channels" className="link">
        no channel
      </Link>
    );
  }
  return (
    <>
      <span className="cut-text">{ids.map((id) => isolated(nameOf(id))).join(", ")}</span>
      {escalate !== null && (
        <span className="sub">
          {" "}
          after {escalate.after_minutes} min{" "}
          <span className="cut-text">{escalate.channel_ids.map((id) => isolated(nameOf(id))).join(", ")}</span>
        </span>
      )}
    </>
  );
}

function Toggle({ route }: { readonly route: Route }) {
  const { run: toggle } = useAct(async () => {
    try {
      await api.routes.update(route.id, { enabled: !route.enabled });
      toast(
        route.enabled
          ? sentence`${route.name} sends nothing until it is resumed.`
          : sentence`${route.name} sends again.`,
      );
    } catch (error) {
      toastRefusal(error);
    }
    await refresh("routes");
  });
  return (
    <button type="button" className="btn s q" onClick={() => void toggle()}>
      {route.enabled ? "Pause" : "Resume"}
    </button>
  );
}
