import { useAct } from "../../data/act.ts";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";

/** Sends a sample event to an endpoint; `onSent` shows what becomes of the delivery. */
export function useSendTest(endpointId: string, onSent: (deliveryId: string) => void | Promise<void>) {
  return useAct(async () => {
    const { delivery_id: sent } = await api.webhookEndpoints.test(endpointId);
    void refresh("deliveries");
    await onSent(sent);
  });
}
