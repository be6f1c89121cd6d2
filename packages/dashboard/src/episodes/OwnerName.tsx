import type { Episode } from "@plimsoll/client";
import { FeatureName } from "../parts/names.tsx";

/** Whose settings raised an alert. */
export function OwnerName({
  owner: { type, id },
  plain = false,
}: {
  readonly owner: Episode["owner"];
  readonly plain?: boolean;
}) {
  if (type === "wallet") return <span className="sub">the wallet's own levels</span>;
  if (type === "default") return <span className="sub">{id === "*" ? "default" : `default ${id}`}</span>;
  return <FeatureName id={id} plain={plain} />;
}
