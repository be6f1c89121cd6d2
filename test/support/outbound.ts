import { createOutbound, type Outbound } from "../../packages/server/src/net/outbound.ts";
import type { Address } from "../../packages/server/src/net/name-files.ts";

/** The owner of the tests' requests, and the layer that makes them. */
export interface Calling {
  readonly outbound: Outbound;
  readonly owner: string;
}

/** To any address, this machine's too. */
export function anywhere(): Calling {
  return { outbound: createOutbound({ allowPrivateTargets: true }), owner: "test" };
}

/** To public addresses only. */
export function publicOnly(): Calling {
  return { outbound: createOutbound({ allowPrivateTargets: false }), owner: "test" };
}

/** Names that resolve to the next of these answers, the last one repeatedly. */
export function resolvingTo(...answers: readonly (readonly string[])[]): Pick<Outbound["names"], "resolve"> {
  let asked = 0;
  return {
    resolve: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
      return answer.map((address): Address => ({ address, family: address.includes(":") ? 6 : 4 }));
    },
  };
}
