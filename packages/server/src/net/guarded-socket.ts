import { connect, type Socket } from "node:net";
import type { Deadline } from "../util/deadline.ts";
import { EVERY_ADDRESS, guardedLookup, refusedAddress, type AddressPolicy } from "./guarded-lookup.ts";

/**
 * Connects to a host that a user named, by a protocol other than HTTP. Addresses are checked and tried as for requests.
 * Rejects as `Outbound.request` does.
 */
export function guardedSocket(
  policy: AddressPolicy,
  { host, port, owner }: { readonly host: string; readonly port: number; readonly owner: string },
  deadline: Deadline,
): Promise<Socket> {
  if (deadline.reason !== null) return Promise.reject(deadline.reason);
  const refused = refusedAddress(policy, host);
  if (refused) return Promise.reject(refused);
  return new Promise((resolve, reject) => {
    const lookup = guardedLookup(policy, owner, (giveUp) => deadline.onEnd(giveUp));
    const socket = connect({ host, port, lookup, ...EVERY_ADDRESS });
    const forget = deadline.onEnd((reason) => socket.destroy(reason));
    socket.once("connect", () => {
      forget();
      resolve(socket);
    });
    socket.once("error", (error) => {
      forget();
      reject(error);
    });
  });
}
