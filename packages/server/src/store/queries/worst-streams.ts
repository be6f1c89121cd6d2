import { SEVERITY, type AlertStream } from "@plimsoll/core";

/** The most severe stream of each wallet; of several, the first. */
export function worstOfEach(streams: Iterable<AlertStream>): ReadonlyMap<number, AlertStream> {
  const worst = new Map<number, AlertStream>();
  for (const stream of streams) {
    const known = worst.get(stream.walletId);
    if (!known || SEVERITY[stream.state] > SEVERITY[known.state]) worst.set(stream.walletId, stream);
  }
  return worst;
}
