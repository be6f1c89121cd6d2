import type { Reads } from "@plimsoll/server/store/port/reads";
import { WALLET_ROW } from "../../support/wallet-row.ts";
import { START } from "../../support/world.ts";

const used = new Set<string>();

/** The same reads, remembered by name once they are used. */
export function watched(reads: Reads): Reads {
  return new Proxy(reads, {
    get(target, name) {
      used.add(String(name));
      return Reflect.get(target, name) as unknown;
    },
  });
}

const PAGE = { page: 1, limit: 1 };
const WALLET = { ...WALLET_ROW, providerId: "prov_none" };

/** Reads that no test of the suite uses, because what they return is shown at the API. */
const FURTHER: { readonly [Name in keyof Reads]?: (reads: Reads) => Promise<unknown> } = {
  isHeld: (reads) => reads.isHeld(),
  account: (reads) => reads.account(1),
  editable: (reads) => reads.editable(1, "features", ["feat_none"]),
  apiKey: (reads) => reads.apiKey(1, "key_none"),
  transaction: (reads) => reads.transaction(1, 1),
  ownCurrency: (reads) => reads.ownCurrency(1, "PTS"),
  ownCurrencies: (reads) => reads.ownCurrencies(1),
  mirrorOrdersDue: (reads) => reads.mirrorOrdersDue(START, 1),
  mirrorOrdersUnderWay: (reads) => reads.mirrorOrdersUnderWay(1, "prov_none", 1),
  transferWith: (reads) => reads.transferWith(1, 1),
  idleWallets: (reads) => reads.idleWallets(1, 1),
  settingsAmong: (reads) => reads.settingsAmong(1, [WALLET]),
  walletStates: (reads) => reads.walletStates(1),
  walletsInDanger: (reads) => reads.walletsInDanger(1, 1),
  openTopupsOf: (reads) => reads.openTopupsOf(1, [1]),
  openCounts: (reads) => reads.openCounts(1),
  eventsAfter: (reads) => reads.eventsAfter(1, 0, 1),
  settingsWallets: (reads) => reads.settingsWallets(1, { ownerKind: "feature", ownerId: "feat_none" }, 1),
  channel: (reads) => reads.channel(1, "chan_none"),
  channelById: (reads) => reads.channelById("chan_none"),
  channels: (reads) => reads.channels(1, PAGE),
  route: (reads) => reads.route(1, "route_none"),
  routes: (reads) => reads.routes(1),
  silence: (reads) => reads.silence(1, "sil_none"),
  silences: (reads) => reads.silences(1, PAGE),
  openSilences: (reads) => reads.openSilences(1),
  episode: (reads) => reads.episode(1, "ep_none"),
  episodesById: (reads) => reads.episodesById(1, ["ep_none"]),
  firstSteps: (reads) => reads.firstSteps(1, ["ep_none"], 1),
  lastSteps: (reads) => reads.lastSteps(1, ["ep_none"], 1),
  notification: (reads) => reads.notification(1, "chan_none", 1),
  newestNotifications: (reads) => reads.newestNotifications(1, ["ep_none"], 1),
  notificationSummaries: (reads) => reads.notificationSummaries(1, ["ep_none"], 1),
  digest: (reads) => reads.digest(1),
  heartbeat: (reads) => reads.heartbeat(1),
  heartbeats: (reads) => reads.heartbeats(),
  isWorking: (reads) => reads.isWorking(START),
  driftWith: (reads) => reads.driftWith(1, "prov_none", 1),
  lastHookAt: (reads) => reads.lastHookAt(1, "prov_none"),
  campaignsOf: (reads) => reads.campaignsOf(1, START),
  historiesDue: (reads) => reads.historiesDue(1, "prov_none", 0, 1),
  walletsSpend: (reads) => reads.walletsSpend(1, [1], 0),
  gatewayConnection: (reads) => reads.gatewayConnection(1, "gw_none"),
  gatewayConnections: (reads) => reads.gatewayConnections(1, PAGE),
  gatewayConnectionById: (reads) => reads.gatewayConnectionById("gw_none"),
  card: (reads) => reads.card(1, "card_none"),
  cardBalance: (reads) => reads.cardBalance(1, "card_none"),
  campaignsDue: (reads) => reads.campaignsDue(START, 1),
};

/** Uses the reads that no test has used; returns the names of those that it does not know how to. */
export async function useTheRest(reads: Reads): Promise<readonly string[]> {
  for (const use of Object.values(FURTHER)) await use(reads);
  return Object.keys(reads).filter((name) => !used.has(name) && !(name in FURTHER));
}
