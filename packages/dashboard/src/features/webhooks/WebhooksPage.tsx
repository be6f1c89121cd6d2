import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { endpointChoicesQuery, LISTED } from "../../data/endpoints.ts";
import { useStore } from "../../data/store.ts";
import { lazily } from "../../data/program.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Secret } from "../../parts/Secret.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { boundedText } from "../../words/count.ts";
import { Deliveries } from "./Deliveries.tsx";
import { Endpoints } from "./Endpoints.tsx";
import { EndpointDetail } from "./EndpointDetail.tsx";
import { Events } from "./Events.tsx";
import { Replaying } from "./Replaying.tsx";
import { shownSecret } from "./shown-secret.ts";

const EndpointForm = lazily(() => import("./EndpointForm.tsx"));
const ABOUT_SECRET = "This secret verifies what we send.";

export default function WebhooksPage() {
  const { part } = useParams({ strict: false }) as { readonly part?: string };
  const navigate = useNavigate();
  const mayWrite = useMayWrite();
  const [isAdding, setIsAdding] = useState(false);
  const secret = useStore(shownSecret);
  const { data: endpoints } = useQuery(endpointChoicesQuery);
  const isEndpoint = part !== undefined && part !== "deliveries" && part !== "events";
  return (
    <Page
      title={isEndpoint ? "Endpoint" : "Webhooks"}
      above={[isEndpoint ? { title: "Webhooks", to: "/webhooks" } : { title: "Connections" }]}
      actions={
        part === undefined &&
        mayWrite && (
          <button type="button" className="btn s" onClick={() => setIsAdding(true)}>
            <Icon name="plus" size={14} />
            Add endpoint
          </button>
        )
      }
      tabs={
        <Tabs
          name="Webhooks"
          tabs={[
            { to: "/webhooks", label: "Endpoints", count: endpoints && boundedText(endpoints.length, LISTED) },
            { to: "/webhooks/deliveries", label: "Deliveries" },
            { to: "/webhooks/events", label: "Event catalogue" },
          ]}
        />
      }
    >
      {secret !== null && (
        <section className="panel" aria-label="Secret">
          <Secret secret={secret} about={ABOUT_SECRET} noun="secret" onStored={() => shownSecret.set(null)} />
        </section>
      )}
      <Replaying />
      {part === undefined && <Endpoints onAdd={mayWrite ? () => setIsAdding(true) : null} />}
      {part === "deliveries" && <Deliveries />}
      {part === "events" && <Events />}
      {isEndpoint && <EndpointDetail id={part} onSecret={(made) => shownSecret.set(made)} />}
      <Suspense fallback={null}>
        {isAdding && (
          <EndpointForm
            endpoint={null}
            onMade={(id, made) => {
              shownSecret.set(made);
              void navigate({ to: "/webhooks/{-$part}", params: { part: id } });
            }}
            onClose={() => setIsAdding(false)}
          />
        )}
      </Suspense>
    </Page>
  );
}
