import type { AlertSettings } from "@plimsoll/client";
import { Icon } from "../../parts/Icon.tsx";

/** Whether a feature's alerts are on. */
export function AlertsTag({ settings }: { readonly settings: AlertSettings | null }) {
  const isOn = settings?.alert_enabled === true;
  return (
    <span className={isOn ? "tag good" : "tag"}>
      <Icon name="alerts" size={12} />
      {isOn ? "Alerts on" : "Alerts off"}
    </span>
  );
}
