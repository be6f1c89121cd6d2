import { stringify } from "lossless-json";
import {
  ProviderError,
  type OrderListing,
  type OrderRequest,
  type ProviderOrder,
  type ProviderOrderStatus,
} from "../connector.ts";
import { isMembers, member } from "../../util/outside-text/members.ts";
import {
  optionalDecimal,
  optionalId,
  optionalText,
  optionalTime,
  optionalWhole,
} from "../../util/outside-text/text.ts";
import { idOf, membersOf } from "../json/members.ts";
import { readPages, type OctopusApi } from "./api.ts";
import { asId, quantities } from "./quotes.ts";
import { referenceOf } from "./reference.ts";
import { reachesBack } from "./transactions.ts";

/** @limit Providers: pages of orders in one listing, of a hundred orders each. */
const MAX_ORDER_PAGES = 50;

const PATH = "/api/v1/orders";

export async function placeOrder(api: OctopusApi, request: OrderRequest, signal: AbortSignal): Promise<ProviderOrder> {
  const body = {
    product_id: asId(request.productId),
    ...quantities(request),
    client_reference: request.reference,
  };
  try {
    const { value } = await api.post("order", PATH, body, signal);
    return orderOf(value, "order");
  } catch (error) {
    throw await judged(api, request.reference, error, signal);
  }
}

/**
 * Determines after a failure whether the provider has the order. The documentation gives a duplicate no code of its
 * own, only 400; so a refusal counts only once a query shows that the provider does not know the reference. A response
 * that cannot be read was still a response.
 */
async function judged(api: OctopusApi, reference: string, error: unknown, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof ProviderError)) return error;
  if (error.kind === "malformed") {
    return new ProviderError("transient", `${error.message}; the order may have been placed`, { cause: error });
  }
  if (error.kind !== "rejected") return error;
  try {
    const order = await findOrder(api, reference, signal);
    if (order === null) return error;
    return new ProviderError("duplicate", `the provider has order ${reference} already`, { cause: error });
  } catch (cause) {
    signal.throwIfAborted();
    return new ProviderError("transient", `${error.message}; whether it has the order could not be asked`, { cause });
  }
}

export async function findOrder(
  api: OctopusApi,
  reference: string,
  signal: AbortSignal,
): Promise<ProviderOrder | null> {
  const isOurs = (value: unknown): boolean => referenceOf(value) === reference;
  const pages = await readPages(
    api,
    PATH,
    { client_reference: reference },
    MAX_ORDER_PAGES,
    (items) => items.some(isOurs),
    signal,
  );
  // Compared, because a provider that ignores the filter returns every order.
  const found = pages.items.find(({ value }) => isOurs(value));
  if (found) return orderOf(found.value, "order");
  if (pages.complete) return null;
  throw new ProviderError("malformed", `order ${reference} is not among the newest ${pages.items.length}`);
}

export async function getOrder(api: OctopusApi, externalId: string, signal: AbortSignal): Promise<ProviderOrder> {
  const { value } = await api.get(`${PATH}/${encodeURIComponent(externalId)}`, {}, signal);
  return orderOf(value, "order");
}

export async function listOrders(api: OctopusApi, since: number, signal: AbortSignal): Promise<OrderListing> {
  const pages = await readPages(api, PATH, {}, MAX_ORDER_PAGES, (items) => reachesBack(items, since), signal);
  const orders = pages.items
    .map(({ value }) => orderOf(value, "order"))
    .filter(({ createdAt }) => createdAt === null || createdAt >= since);
  return { orders, complete: pages.complete };
}

const STATUSES: ReadonlySet<string> = new Set<ProviderOrderStatus>([
  "PENDING",
  "DELIVERED",
  "PARTIALLY_DELIVERED",
  "FAILED",
  "CANCELLED",
]);

function orderOf(value: unknown, where: string): ProviderOrder {
  const body = membersOf(value, where);
  const data = member(body, "data");
  const order = member(body, "id") === null && isMembers(data) ? data : body;
  const quantity = optionalWhole(member(order, "quantity")) ?? 0;
  const status = statusOf(member(order, "status"));
  const product = member(order, "product");
  return {
    externalId: idOf(member(order, "id"), `${where} id`),
    reference: referenceOf(order),
    status,
    productId: optionalId(member(order, "product_id")) ?? optionalId(member(product, "id")),
    productName: optionalText(member(order, "product_name")) ?? optionalText(member(product, "name")),
    denomination: optionalDecimal(member(order, "denomination")),
    quantity,
    deliveredQuantity: optionalWhole(member(order, "delivered_quantity")) ?? (status === "DELIVERED" ? quantity : 0),
    totalPayable: optionalDecimal(member(order, "total_payable")),
    vouchers: vouchersOf(member(order, "vouchers")),
    deliveredOn: optionalTime(member(order, "delivered_on")),
    createdAt: optionalTime(member(order, "created_at")),
  };
}

/** An unknown status settles nothing yet. */
function statusOf(value: unknown): ProviderOrderStatus {
  return typeof value === "string" && STATUSES.has(value) ? (value as ProviderOrderStatus) : "PENDING";
}

function vouchersOf(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return stringify(value) ?? null;
}
