import type { Overview } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CHANNEL_KIND_WORDS } from "../../../notifications/channels.ts";
import { tookText } from "../../../notifications/words.ts";
import { Isolated } from "../../../parts/Isolated.tsx";
import { Time } from "../../../parts/Time.tsx";
import { amountText } from "../../../words/amounts.ts";
import { counted } from "../../../words/count.ts";
import { LEVELS, LEVEL_NAMES, levelText } from "../../../words/levels.ts";
import type { Progress, Step } from "./steps.ts";
import { isolated, sentence } from "../../../words/isolated.ts";
import { lengthText } from "../../../words/times.ts";

interface SummaryProps {
  readonly step: Step;
  readonly progress: Progress;
  readonly overview: Overview;
}

/** A step that is done, in one line: what was made. */
export function Summary({ step, progress, overview }: SummaryProps): ReactNode {
  switch (step) {
    case "wallet":
      return walletsText(progress, overview);
    case "levels":
      return <LevelsMade watched={progress.watched} />;
    case "tell":
      return <Told progress={progress} />;
    case "test":
      return <Answered progress={progress} />;
  }
}

/** "Octopus connected. 6 wallets found, reading every 2 min." or "Prepaid USD made, with 5,000.00 USD." */
function walletsText({ wallets, providers }: Progress, { wallets: { total }, totals }: Overview): string {
  const [first] = wallets;
  const [sum] = totals;
  const provider = providers.find(({ id }) => wallets.some(({ provider_id: of }) => of === id));
  if (provider !== undefined) {
    return sentence`${provider.name} connected. ${counted(total, "wallet")} found${readingText(provider)}.`;
  }
  if (first === undefined) return "";
  if (total > 1 || sum === undefined) return `${counted(total, "wallet")} made.`;
  return sentence`${first.name} made, with ${amountText(sum.available)} ${sum.currency}.`;
}

/** ", reading every 2 min"; nothing while that is not known. */
export function readingText({ next_sync_seconds: seconds }: Progress["providers"][number]): string {
  return seconds === null ? "" : `, reading every ${lengthText(Math.round(seconds) * 1_000)}`;
}

function LevelsMade({ watched }: { readonly watched: Progress["watched"] }) {
  if (watched === null) return null;
  const { owner, settings } = watched.watching;
  const whose =
    owner.type === "wallet"
      ? isolated(watched.wallet.name)
      : owner.type === "feature"
        ? sentence`Wallets of ${owner.name}`
        : owner.currency === "*"
          ? "Every wallet without levels of its own"
          : `Every ${owner.currency} wallet without levels of its own`;
  const levels = LEVEL_NAMES.toReversed().flatMap((name) => {
    const text = levelText(settings[name], watched.wallet.available);
    return text === "" ? [] : [`${LEVELS[name].word.toLowerCase()} ${text}`];
  });
  return `${whose}: ${levels.join(", ")}.`;
}

function Told({ progress: { endpoints, channels } }: { readonly progress: Progress }) {
  const [endpoint] = endpoints;
  if (endpoint !== undefined) {
    const isAll = endpoint.event_types.includes("*");
    return (
      <>
        <Isolated>{endpoint.url}</Isolated> receives{" "}
        {isAll ? "every event" : counted(endpoint.event_types.length, "type of event", "types of event")}.
      </>
    );
  }
  const [found] = channels.flatMap(({ channel, route }) => (route === null ? [] : [{ channel, route }]));
  if (found === undefined) return null;
  return (
    <>
      <Isolated>{found.channel.name}</Isolated> ({CHANNEL_KIND_WORDS[found.channel.kind]}) receives by the route{" "}
      <Isolated>{found.route.name}</Isolated>.
    </>
  );
}

function Answered({ progress: { answered, endpoints, channels } }: { readonly progress: Progress }) {
  if (answered === null) return null;
  const at = answered.completed_at ?? answered.created_at;
  if ("endpoint_id" in answered) {
    const { endpoint_id: id, last_attempt: last } = answered;
    return (
      <>
        <Isolated>{endpoints.find((endpoint) => endpoint.id === id)?.url ?? "An endpoint"}</Isolated> answered{" "}
        {last !== null && `${last.status ?? ""} in ${tookText(last.latency_ms)}, `}
        <Time at={at} />.
      </>
    );
  }
  const name = channels.find(({ channel }) => channel.id === answered.channel_id)?.channel.name ?? "A channel";
  return (
    <>
      <Isolated>{name}</Isolated> took a message <Time at={at} />.
    </>
  );
}

/** To the page of what a step has made. */
export function Made({ step, progress }: Pick<SummaryProps, "step" | "progress">): ReactNode {
  const { wallets, watched, endpoints, answered } = progress;
  const [wallet] = wallets;
  const [endpoint] = endpoints;
  switch (step) {
    case "wallet":
      if (wallet === undefined) return null;
      return wallet.provider_id === null ? (
        <Link to="/wallets/$walletId" params={{ walletId: String(wallet.id) }} className="link">
          Open<span className="sr"> wallet</span>
        </Link>
      ) : (
        <Link to="/providers/$providerId" params={{ providerId: wallet.provider_id }} className="link">
          Open<span className="sr"> provider</span>
        </Link>
      );
    case "levels":
      if (watched === null) return null;
      return watched.watching.owner.type === "default" ? (
        <Link to="/settings/{-$part}" params={{ part: "defaults" }} className="link">
          Open<span className="sr"> default levels</span>
        </Link>
      ) : (
        <Link to="/wallets/$walletId" params={{ walletId: String(watched.wallet.id) }} className="link">
          Open<span className="sr"> the wallet with levels</span>
        </Link>
      );
    case "tell":
      return endpoint === undefined ? (
        <Link to="/settings/channels" className="link">
          Open<span className="sr"> channels</span>
        </Link>
      ) : (
        <Link to="/webhooks/{-$part}" params={{ part: endpoint.id }} className="link">
          Open<span className="sr"> endpoint</span>
        </Link>
      );
    case "test":
      if (answered === null) return null;
      return "endpoint_id" in answered ? (
        <Link to="/webhooks/{-$part}" params={{ part: "deliveries" }} search={{ d: answered.id }} className="link">
          Open<span className="sr"> delivery</span>
        </Link>
      ) : (
        <Link to="/settings/channels" search={{ n: answered.id }} className="link">
          Open<span className="sr"> message</span>
        </Link>
      );
  }
}
