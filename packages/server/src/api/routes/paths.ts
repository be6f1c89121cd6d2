import { Type } from "@plimsoll/contract";

/** Ids in a path are text here: an impossible one is a 404 like an unknown one. */
function path(description: string) {
  return Type.Object({ id: Type.String({ description }) });
}

export const WalletPath = path("The wallet's id, an integer");
export const HoldPath = path("hold_…");
export const OrderPath = path("The order's id, an integer");
export const ProductPath = path("prod_…");
export const TransactionPath = path("The transaction's id, an integer");
export const TransferPath = path("trf_…");
export const FeaturePath = path("feat_…");
export const TopupPath = path("top_…");
export const EventPath = path("evt_…");
export const ProviderPath = path("prov_…");
export const DriftPath = Type.Object({
  id: Type.String({ description: "prov_…" }),
  drift_id: Type.String({ description: "drift_…" }),
});
export const CampaignPath = path("camp_…");
export const EndpointPath = path("ep_…");
export const ChannelPath = path("chan_…");
export const RoutePath = path("route_…");
export const SilencePath = path("sil_…");
export const EpisodePath = path("epi_…");
export const NotificationPath = path("ntf_…");
export const DeliveryPath = path("dlv_…");
export const ApiKeyPath = path("key_…");
export const GatewayConnectionPath = path("gw_…");
export const CardPath = Type.Object({ card_id: Type.String({ description: "The issuer's id of the card" }) });
export const PairPath = Type.Object({
  from: Type.String({ description: "A currency, such as USD" }),
  to: Type.String({ description: "A currency, such as EUR" }),
});
export const CurrencyPath = Type.Object({ currency: Type.String({ description: "An ISO 4217 code or *" }) });
