import { connect, isIP, type Socket } from "node:net";
import type { Deadline } from "../util/deadline.ts";
import { AddressRefused, isPublicAddress } from "./address-guard.ts";
import type { Outbound } from "./outbound.ts";

/**
 * Connects to a host that a user named, by a protocol other than HTTP. The address is checked as for requests, and the
 * connection goes to exactly the one that was checked. Rejects as `Outbound.request` does.
 */
export async function guardedSocket(
  outbound: Pick<Outbound, "allowPrivateTargets" | "names">,
  { host, port, owner }: { readonly host: string; readonly port: number; readonly owner: string },
  deadline: Deadline,
): Promise<Socket> {
  const { allowPrivateTargets, names } = outbound;
  const addresses =
    isIP(host) === 0
      ? (await names.resolve(host, owner, (end) => deadline.onEnd(end))).map(({ address }) => address)
      : [host];
  const allowed = allowPrivateTargets ? addresses : addresses.filter(isPublicAddress);
  let failure: unknown = new AddressRefused(host);
  for (const address of allowed) {
    try {
      return await open(address, port, deadline);
    } catch (error) {
      failure = error;
      if (deadline.reason !== null) break;
    }
  }
  throw failure;
}

function open(host: string, port: number, deadline: Deadline): Promise<Socket> {
  if (deadline.reason !== null) return Promise.reject(deadline.reason);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
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
