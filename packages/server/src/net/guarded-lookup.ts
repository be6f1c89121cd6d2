import { isIP, type LookupFunction } from "node:net";
import { AddressRefused, isPublicAddress } from "./address-guard.ts";
import type { Names } from "./names.ts";
import type { OnEnd } from "./places.ts";

/** Whose addresses may be connected to. */
export interface AddressPolicy {
  /** Also loopback, private and otherwise non-public addresses. */
  readonly allowPrivateTargets: boolean;
  readonly names: Pick<Names, "resolve">;
}

/**
 * The 250 ms that Node.js allows by default give up on receivers that are merely far away.
 * @limit Requests to other hosts: time for which one of a host's addresses is tried before the next.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/** Options of a connection that tries one of a host's addresses after the other. */
export const EVERY_ADDRESS = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS } as const;

/** The refusal of a host that is itself an address, which never reaches a lookup; null when it may be connected to. */
export function refusedAddress({ allowPrivateTargets }: Pick<AddressPolicy, "allowPrivateTargets">, host: string) {
  return !allowPrivateTargets && isIP(host) !== 0 && !isPublicAddress(host) ? new AddressRefused(host) : null;
}

/**
 * Returns public addresses only. The connection goes to exactly the address that was checked, so a name that resolves
 * differently the next time gains nothing.
 */
export function guardedLookup(
  { allowPrivateTargets, names }: AddressPolicy,
  owner: string,
  onEnd: OnEnd,
): LookupFunction {
  return (hostname, options, callback) => {
    /* oxlint-disable promise/no-callback-in-promise -- Node's lookup takes a callback */
    names.resolve(hostname, owner, onEnd).then(
      (resolved) => {
        const allowed = allowPrivateTargets
          ? [...resolved]
          : resolved.filter(({ address }) => isPublicAddress(address));
        const [first] = allowed;
        if (first === undefined) callback(new AddressRefused(hostname), []);
        else if (options.all === true) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
    /* oxlint-enable promise/no-callback-in-promise */
  };
}
