import { PlimsollError } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Answer } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { DeliveryList } from "./DeliveryList.tsx";
import { EndpointStatus } from "./Endpoints.tsx";

/** One endpoint: its state, what can be done with it, and its deliveries. */
export function EndpointDetail({ id }: { readonly id: string }) {
  const mayWrite = useMayWrite();
  const [toggling, setToggling] = useState(false);
  const query = useQuery({
    queryKey: ["endpoints", id],
    queryFn: async ({ signal }) => api.webhookEndpoints.get(id, { signal }),
  });
  const test = async (): Promise<void> => {
    try {
      await api.webhookEndpoints.test(id);
      toast("A test was sent.");
      void queries.invalidateQueries({ queryKey: ["deliveries"] });
    } catch (error) {
      toast(error instanceof PlimsollError ? error.message : "No test was sent.");
    }
  };
  return (
    <>
      <Panel title="Endpoint">
        <Answer what="This endpoint" query={query}>
          {(endpoint) => (
            <div className="pad stack-s">
              <p>
                <b>
                  <bdi>{endpoint.url}</bdi>
                </b>{" "}
                <EndpointStatus endpoint={endpoint} />
              </p>
              <p className="sub">
                {endpoint.event_types.join(", ")} · at most {endpoint.rate_limit_per_second}/s · {endpoint.max_attempts}{" "}
                attempts · {endpoint.disabled_reason}
              </p>
              {mayWrite && (
                <div className="acts">
                  <button type="button" className="btn" onClick={() => void test()}>
                    Send test
                  </button>
                  <button type="button" className="btn" onClick={() => setToggling(true)}>
                    {endpoint.status === "enabled" ? "Disable endpoint" : "Enable endpoint"}
                  </button>
                </div>
              )}
              {toggling && (
                <Confirm
                  title={endpoint.status === "enabled" ? "Disable this endpoint?" : "Enable this endpoint?"}
                  consequence={
                    endpoint.status === "enabled"
                      ? "Events it would receive are kept as skipped and can be replayed."
                      : "Events are sent to it again from now on."
                  }
                  keep="Keep as it is"
                  go={endpoint.status === "enabled" ? "Disable endpoint" : "Enable endpoint"}
                  act={async () => {
                    const status = endpoint.status === "enabled" ? "disabled" : "enabled";
                    const saved = await api.webhookEndpoints.update(id, { status });
                    queries.setQueryData(["endpoints", id], saved);
                    void queries.invalidateQueries({ queryKey: ["endpoints"] });
                  }}
                  onClose={() => setToggling(false)}
                />
              )}
            </div>
          )}
        </Answer>
      </Panel>
      <DeliveryList endpointId={id} />
    </>
  );
}
