import { eventSubject } from "@plimsoll/core";
import { queries } from "../../data/queries.ts";
import { walletNameQuery } from "../../data/wallets.ts";
import { Isolated } from "../../parts/Isolated.tsx";
import { capital } from "../../words/count.ts";
import { AboutLink } from "./About.tsx";

interface Sent {
  readonly data?: { readonly name?: unknown };
}

/** What an event is about: its wallet or order, or else its own name. Nothing is read for it, because events may come fast. */
export function EventSubject({ event }: { readonly event: object }) {
  const about = eventSubject(event);
  if (about === null) {
    const name = (event as Sent).data?.name;
    return <Isolated className="soft cut-text">{typeof name === "string" ? name : ""}</Isolated>;
  }
  const known = about.type === "wallet" ? queries.getQueryData(walletNameQuery(about.id).queryKey) : undefined;
  return (
    <AboutLink about={about} className="name" data-row-link="">
      <Isolated>{about.name ?? known?.name ?? `${capital(about.type)} ${about.id}`}</Isolated>
    </AboutLink>
  );
}
