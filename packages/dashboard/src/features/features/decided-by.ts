import type { Feature, PreviewedWallet, Wallet } from "@plimsoll/client";
import { amountBeside } from "../../words/amounts.ts";
import { shortWord } from "../../words/levels.ts";

type Threshold = NonNullable<PreviewedWallet["threshold"]>;

/** What a linked wallet's state comes from: a level of this feature, or one of whose settings; `judged` is by this feature's alone. */
export function decidedBy(
  { alert_state: state, alert, watched, available }: Wallet,
  { id, alert_settings: settings }: Pick<Feature, "id" | "alert_settings">,
  judged: PreviewedWallet | undefined,
): string {
  const isOn = settings?.alert_enabled === true;
  if (state === "ok") {
    if (watched !== true) return "alerts off";
    return isOn ? "above every level" : "its other levels";
  }
  if (isOn && judged?.state === state && judged.threshold !== null) return levelText(judged.threshold, available);
  if (alert === undefined || alert === null) return "";
  const { owner, threshold } = alert;
  const level = threshold === null ? null : levelText(threshold, available);
  if (owner.type === "feature" && owner.id === id) return level ?? "its levels";
  return level === null ? `${OTHERS[owner.type]} levels` : `${level}, ${OTHERS[owner.type]}`;
}

const OTHERS = { wallet: "the wallet’s own", feature: "another feature’s", default: "the default’s" } as const;

function levelText({ level, condition, threshold, ...relative }: Threshold, available: string): string {
  const word = `${shortWord(level)} ${condition === "below" ? "≤" : "≥"}`;
  if (relative.spend_percent !== undefined) return `${word} ${relative.spend_percent} %`;
  if (relative.runway_hours !== undefined) return `${word} ${relative.runway_hours} h`;
  return `${word} ${amountBeside(threshold ?? "", available)}`;
}
