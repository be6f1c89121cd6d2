import { useParams } from "@tanstack/react-router";
import { Tabs } from "../../parts/Tabs.tsx";
import { Page } from "../../shell/Page.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { Endpoints } from "./Endpoints.tsx";
import { EndpointDetail } from "./EndpointDetail.tsx";
import { Events } from "./Events.tsx";

export default function WebhooksPage() {
  const { part } = useParams({ strict: false }) as { readonly part?: string };
  return (
    <Page
      title="Webhooks"
      above={[{ title: "Connections" }]}
      tabs={
        <Tabs
          name="Webhooks"
          tabs={[
            { to: "/webhooks", label: "Endpoints" },
            { to: "/webhooks/deliveries", label: "Deliveries" },
            { to: "/webhooks/events", label: "Events" },
          ]}
        />
      }
    >
      {part === undefined ? (
        <Endpoints />
      ) : part === "deliveries" ? (
        <Deliveries />
      ) : part === "events" ? (
        <Events />
      ) : (
        <EndpointDetail id={part} />
      )}
    </Page>
  );
}
