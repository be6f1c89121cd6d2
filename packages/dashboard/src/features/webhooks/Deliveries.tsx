import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { DeliveryList } from "./DeliveryList.tsx";

/** @limit Dashboard: endpoints among which deliveries can be chosen. */
const LISTED = 200;

/** The deliveries of one endpoint, which is in the URL. */
export function Deliveries() {
  const { endpoint } = useSearch({ strict: false }) as { readonly endpoint?: string };
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ["endpoints", "choices"],
    queryFn: async ({ signal }) => api.webhookEndpoints.list({ limit: LISTED }, { signal }).page(),
  });
  return (
    <Answer what="The endpoints" query={query}>
      {({ items }) => {
        const chosen = endpoint ?? items[0]?.id;
        if (chosen === undefined) return <Empty title="Nothing sent yet.">Add an endpoint to see what arrives.</Empty>;
        return (
          <>
            <label className="small-field">
              <span>Endpoint</span>
              <select
                value={chosen}
                onChange={(event) =>
                  void navigate({
                    to: "/webhooks/$part",
                    params: { part: "deliveries" },
                    search: { endpoint: event.target.value },
                  })
                }
              >
                {items.map(({ id, url }) => (
                  <option key={id} value={id}>
                    {url}
                  </option>
                ))}
              </select>
            </label>
            <DeliveryList key={chosen} endpointId={chosen} />
          </>
        );
      }}
    </Answer>
  );
}
