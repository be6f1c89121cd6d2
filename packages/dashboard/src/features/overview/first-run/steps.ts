import type { Channel, Delivery, Notification, Provider, Route, Wallet, WebhookEndpoint } from "@plimsoll/client";
import type { Watching } from "../../../data/watching.ts";

/** What of an account is ready for its first alert. */
export interface Progress {
  /** The first ones, closed ones aside. */
  readonly wallets: readonly Wallet[];
  readonly providers: readonly Provider[];
  /** A wallet with levels, and whose they are. */
  readonly watched: { readonly wallet: Wallet; readonly watching: Watching } | null;
  /** Those that are enabled, the newest first. */
  readonly endpoints: readonly WebhookEndpoint[];
  /** Those that are enabled, each with the route that it receives by, if any. */
  readonly channels: readonly { readonly channel: Channel; readonly route: Route | null }[];
  /** The newest alert, a sample or a real one, that a receiver has accepted. */
  readonly answered: Delivery | Notification | null;
}

/** The steps of the checklist, in their order. */
export const STEPS = ["wallet", "levels", "tell", "test"] as const;
export type Step = (typeof STEPS)[number];

export function isDone(progress: Progress, step: Step): boolean {
  switch (step) {
    case "wallet":
      return progress.wallets.length > 0;
    case "levels":
      return progress.watched !== null;
    case "tell":
      return progress.endpoints.length > 0 || progress.channels.some(({ route }) => route !== null);
    case "test":
      return progress.answered !== null;
  }
}
