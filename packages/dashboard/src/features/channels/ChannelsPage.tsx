import type { Channel, Route } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { routesQuery } from "../../data/routes.ts";
import { lazily } from "../../data/program.ts";
import { CHANNEL_KIND_WORDS, useChannels } from "../../notifications/channels.ts";
import { NotificationDrawer } from "../../notifications/NotificationDrawer.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { LiveTable } from "../../parts/Table.tsx";
import { toast, toastRefusal } from "../../parts/Toasts.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { SettingsTabs } from "../../shell/SettingsTabs.tsx";
import { counted } from "../../words/count.ts";
import { ChannelDrawer } from "./ChannelDrawer.tsx";
import { ChannelHealth } from "./ChannelHealth.tsx";
import { targetText } from "./kinds.ts";
import { SendTest } from "./SendTest.tsx";
import { isolated, sentence } from "../../words/isolated.ts";

const ChannelForm = lazily(() => import("./ChannelForm.tsx"));

interface Search {
  /** The open channel, and the open message. */
  readonly c?: string | undefined;
  readonly n?: string | undefined;
}

type Open = { readonly what: "add" } | { readonly what: "change" | "pause" | "delete"; readonly channel: Channel };

/** Where people are reached, whether that works, and a way to try it. */
export default function ChannelsPage() {
  return (
    <Page title="Settings" tabs={<SettingsTabs />}>
      <Channels />
    </Page>
  );
}

function Channels() {
  const mayWrite = useMayWrite();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open | null>(null);
  const query = useChannels();
  const routes = useQuery(routesQuery);
  const set = (change: Search): void => void navigate({ to: "/settings/channels", search: { ...search, ...change } });
  const add = mayWrite && (
    <button type="button" className="btn s" onClick={() => setOpen({ what: "add" })}>
      <Icon name="plus" size={14} />
      Add channel
    </button>
  );
  return (
    <div className={search.c === undefined && search.n === undefined ? "stack" : "stack with-drawer"}>
      <Panel title="Channels" note={query.data?.length} actions={add}>
        <Answer what="Channels" query={query}>
          {(channels) =>
            channels.length === 0 ? (
              <Empty title="Nobody is told yet.">
                Connect Slack, Teams, PagerDuty, Datadog, an e-mail address or any webhook, and give it to a route.
              </Empty>
            ) : (
              <LiveTable
                name="Channels"
                noun="channel"
                rows={channels}
                keyOf={({ id }) => id}
                selected={search.c}
                columns={[
                  {
                    title: "Channel",
                    cell: ({ id, name }) => (
                      <button
                        type="button"
                        className="name plain"
                        data-row-link=""
                        onClick={() => set({ c: id, n: undefined })}
                      >
                        <Isolated className="cut-text">{name}</Isolated>
                      </button>
                    ),
                  },
                  { title: "Kind", cell: ({ kind }) => CHANNEL_KIND_WORDS[kind] },
                  {
                    title: "Goes to",
                    wide: true,
                    cell: (channel) => <Isolated className="cut-text sub">{targetText(channel)}</Isolated>,
                  },
                  { title: "Health", cell: (channel) => <ChannelHealth channel={channel} /> },
                  {
                    title: "Routes",
                    wide: true,
                    cell: ({ id }) => <RouteNames routes={routes.data} channelId={id} />,
                  },
                  {
                    title: "Do",
                    actions: true,
                    cell: (channel) =>
                      mayWrite ? (
                        <span className="acts">
                          <SendTest channel={channel} onOpen={(n) => set({ n })} />
                          <Toggle channel={channel} onPause={() => setOpen({ what: "pause", channel })} />
                          <button
                            type="button"
                            className="btn s q"
                            onClick={() => setOpen({ what: "change", channel })}
                          >
                            Change
                          </button>
                          <button
                            type="button"
                            className="btn s q"
                            onClick={() => setOpen({ what: "delete", channel })}
                          >
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
      <Overlays
        open={open}
        routes={routes.data ?? []}
        onMade={({ id }) => set({ c: id })}
        onClose={() => setOpen(null)}
      />
      {search.n === undefined ? (
        search.c !== undefined && (
          <ChannelDrawer
            key={search.c}
            id={search.c}
            onOpen={(n) => set({ n })}
            onClose={() => set({ c: undefined, n: undefined })}
          />
        )
      ) : (
        <NotificationDrawer key={search.n} id={search.n} onClose={() => set({ n: undefined })} />
      )}
    </div>
  );
}

interface RouteNamesProps {
  readonly routes: readonly Route[] | undefined;
  readonly channelId: string;
}

function RouteNames({ routes, channelId }: RouteNamesProps) {
  if (routes === undefined) return null;
  const names = routesOf(routes, channelId).map(({ name }) => name);
  return names.length === 0 ? (
    <span className="missing">none</span>
  ) : (
    <span className="cut-text">{names.map(isolated).join(", ")}</span>
  );
}

/** Those that send to the channel, at once or when nobody has acknowledged. */
function routesOf(routes: readonly Route[], channelId: string): readonly Route[] {
  return routes.filter(
    ({ channel_ids: ids, escalate }) => ids.includes(channelId) || (escalate?.channel_ids.includes(channelId) ?? false),
  );
}

function Toggle({ channel, onPause }: { readonly channel: Channel; readonly onPause: () => void }) {
  const { run: resume } = useAct(async () => {
    try {
      await api.channels.update(channel.id, { enabled: true });
      toast(sentence`${channel.name} receives messages again.`);
    } catch (error) {
      toastRefusal(error);
    }
    await refresh("channels");
  });
  return (
    <button type="button" className="btn s q" onClick={channel.enabled ? onPause : () => void resume()}>
      {channel.enabled ? "Pause" : "Resume"}
    </button>
  );
}

interface OverlaysProps {
  readonly open: Open | null;
  readonly routes: readonly Route[];
  readonly onMade: (channel: Channel) => void;
  readonly onClose: () => void;
}

function Overlays({ open, routes, onMade, onClose }: OverlaysProps) {
  if (open === null) return null;
  if (open.what === "add" || open.what === "change") {
    return (
      <Suspense fallback={null}>
        <ChannelForm channel={open.what === "add" ? null : open.channel} onMade={onMade} onClose={onClose} />
      </Suspense>
    );
  }
  const { channel } = open;
  const { id } = channel;
  const used = routesOf(routes, id);
  const names = used.map((route) => isolated(route.name)).join(", ");
  const lost =
    used.length === 0
      ? "No route uses it."
      : `${counted(used.length, "route")} ${used.length === 1 ? "sends" : "send"} to it: ${names}.`;
  const asked = { resource: channel, read: async () => api.channels.get(id), onClose };
  if (open.what === "pause") {
    return (
      <ConfirmEdit
        {...asked}
        says={({ name, enabled }) => ({
          title: sentence`Pause “${name}”?`,
          already: !enabled && "It is paused already.",
          consequence: `${lost} Nothing is sent to it until it is resumed; what would have been is kept as not sent.`,
          keep: "Keep sending",
          go: "Pause channel",
        })}
        act={async (options) => {
          await api.channels.update(id, { enabled: false }, options);
          void refresh("channels");
        }}
      />
    );
  }
  return (
    <ConfirmEdit
      {...asked}
      says={({ name }) => ({
        title: sentence`Delete “${name}”?`,
        consequence: `${lost} Its settings and secrets are forgotten. What was sent stays listed.`,
        keep: "Keep channel",
        go: "Delete channel",
        typeName: name,
      })}
      act={async (options) => {
        await api.channels.delete(id, options);
        void refresh();
      }}
    />
  );
}
