import type { Provider } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Suspense, type ComponentType } from "react";
import { api } from "../../data/client.ts";
import { useNow } from "../../data/clock.ts";
import { lazily } from "../../data/program.ts";
import { Answer, Empty, Skeleton } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { SyncNow } from "../../sync/SyncNow.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { boundedText } from "../../words/count.ts";
import { lengthText } from "../../words/times.ts";
import { Health } from "./ProvidersPage.tsx";
import { ProviderHealth } from "./ProviderHealth.tsx";
import { clockOffsetText, HOOKS_COUNTED, hooksText, hourText, modeText, MODES, readsText } from "./words.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

const Drifts = lazily(() => import("./Drifts.tsx"));
const Inbound = lazily(() => import("./Inbound.tsx"));
const ProviderWallets = lazily(() => import("./ProviderWallets.tsx"));
const ProviderSettings = lazily(() => import("./ProviderSettings.tsx"));

type Part = ComponentType<{ readonly provider: Provider }>;

const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["health", ProviderHealth],
  ["wallets", ProviderWallets],
  ["drifts", Drifts],
  ["inbound", Inbound],
  ["settings", ProviderSettings],
]);

/** One provider: how it is read, what came from it, and where its books and ours differed. */
export default function ProviderPage() {
  const {
    providerId = "",
    part = "health",
    id,
  } = useParams({ strict: false }) as {
    readonly providerId?: string;
    readonly part?: string;
    readonly id?: string;
  };
  const query = useQuery({
    queryKey: ["provider", providerId],
    queryFn: async ({ signal }) => api.providers.get(providerId, { include: "counts" }, { signal }),
  });
  const Part = id === undefined || part === "drifts" ? PARTS.get(part) : undefined;
  return (
    <Page
      title={query.data?.name ?? "Provider"}
      above={[{ title: "Providers", to: "/providers" }]}
      actions={
        <>
          <Link to="/providers/campaigns" className="btn s hide-s">
            <Icon name="clock" size={14} />
            Campaigns
          </Link>
          <SyncNow providerId={providerId} />
        </>
      }
      tabs={query.data !== undefined && <PartTabs provider={query.data} />}
    >
      <Answer what="This provider" query={query}>
        {(provider) => (
          <>
            <Facts provider={provider} />
            <Suspense fallback={<Skeleton />}>
              {Part === undefined ? <NoSuchPart provider={provider} /> : <Part provider={provider} />}
            </Suspense>
          </>
        )}
      </Answer>
    </Page>
  );
}

function NoSuchPart({ provider: { id } }: { readonly provider: Provider }) {
  return (
    <Empty
      title="This page does not exist."
      action={
        <Link to="/providers/$providerId" params={{ providerId: id }} className="link">
          The provider’s health
        </Link>
      }
    />
  );
}

function PartTabs({ provider: { id, counts, hooks } }: { readonly provider: Provider }) {
  const base = `/providers/${id}`;
  return (
    <Tabs
      name="Parts of the provider"
      tabs={[
        { to: base, label: "Health" },
        { to: `${base}/wallets`, label: "Wallets", count: counts && boundedText(counts.wallets) },
        {
          to: `${base}/drifts`,
          label: "Drifts",
          count: counts && `${boundedText(counts.open_drifts)} open`,
          exact: false,
        },
        {
          to: `${base}/inbound`,
          label: "Inbound",
          count: counts && `${boundedText(counts.rejected_hooks + hooks.refused_count)} bad`,
        },
        { to: `${base}/settings`, label: "Settings" },
      ]}
    />
  );
}

function Facts({ provider }: { readonly provider: Provider }) {
  return (
    <dl className="facts">
      <div>
        <dt>Health</dt>
        <dd className="fig small">
          {provider.status === "active" ? (
            <span className="healthy">
              <Silhouette state="ok" /> Healthy
            </span>
          ) : (
            <Health provider={provider} />
          )}
        </dd>
        <dd className="sub">
          {provider.has_webhook_secret || provider.hooks.last_received_at !== null ? (
            <LastHour provider={provider} />
          ) : (
            hooksText(provider)
          )}
        </dd>
      </div>
      <div>
        <dt>Mode</dt>
        <dd className="fig small">{MODES[provider.mode]}</dd>
        <dd className="sub">
          since <Time at={provider.mode_since} />. <ModeReason provider={provider} />
        </dd>
      </div>
      <div>
        <dt>Last snapshot</dt>
        <dd className="fig small">{provider.last_sync_at === null ? "never" : <Time at={provider.last_sync_at} />}</dd>
        <dd className="sub">
          {provider.status === "paused"
            ? "paused, not read"
            : provider.next_sync_seconds !== null && `every ${lengthText(provider.next_sync_seconds * 1_000)}, `}
          <Reads provider={provider} />
        </dd>
      </div>
      <div>
        <dt>Their clock</dt>
        <dd className="fig small">{clockOffsetText(provider.clock_offset_ms)}</dd>
        <dd className="sub">{provider.clock_offset_ms === null ? "" : "from their answers, corrected"}</dd>
      </div>
    </dl>
  );
}

/** What came in the last hour. */
function LastHour({ provider }: { readonly provider: Provider }) {
  const now = useNow(MINUTE_MS);
  const { data } = useQuery({
    queryKey: ["provider", provider.id, "last hour"],
    queryFn: async ({ signal }) =>
      (await api.providers.hooks(provider.id, { limit: HOOKS_COUNTED }, { signal }).page()).items,
  });
  if (data === undefined) return hooksText(provider);
  return hourText(
    data.map(({ received_at: at }) => at),
    provider,
    now,
  );
}

function ModeReason({ provider }: { readonly provider: Provider }) {
  return modeText(provider, useNow(MINUTE_MS));
}

function Reads({ provider }: { readonly provider: Provider }) {
  return readsText(provider, useNow(MINUTE_MS));
}
