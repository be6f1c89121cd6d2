import { useQuery } from "@tanstack/react-query";
import { endpointChoicesQuery } from "../../data/endpoints.ts";
import { Answer } from "../../parts/Answers.tsx";
import { DeliveryList } from "./DeliveryList.tsx";

/** The deliveries of all endpoints. */
export function Deliveries() {
  const query = useQuery(endpointChoicesQuery);
  return (
    <Answer what="The endpoints" query={query}>
      {(endpoints) => <DeliveryList endpoints={endpoints} />}
    </Answer>
  );
}
