import type { Answer, Command } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import { isHandedOver } from "./handed-over.ts";
import type { Link } from "./link.ts";

export interface RoutedOptions {
  readonly local: Committer;
  readonly peers: { homeOf(accountId: number): Pick<Link, "submit"> | null; readonly underWay: number };
  readonly onHandedOver: () => void;
}

/** @limit Several processes: interval at which a stop looks whether other processes have answered. */
const LOOK_EVERY_MS = 10;

/**
 * Hands commands to their account's home, so that those of one account that wait at the same time make one large batch and
 * not a small one for each process.
 */
export function routedCommitter({ local, peers, onHandedOver }: RoutedOptions): Committer {
  return {
    submit<C extends Command>(command: C): Promise<Answer<C>> {
      const home = isHandedOver(command) ? peers.homeOf(command.accountId) : null;
      if (home === null) return local.submit(command);
      onHandedOver();
      return home.submit(command) as Promise<Answer<C>>;
    },
    get depth() {
      return local.depth;
    },
    async drain() {
      while (peers.underWay > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      await local.drain();
    },
  };
}
