import { Tabs } from "../parts/Tabs.tsx";

const PARTS = [
  ["keys", "Keys"],
  ["channels", "Channels"],
  ["routes", "Routes"],
  ["defaults", "Defaults"],
  ["currencies", "Currencies"],
  ["account", "Account"],
  ["audit", "Audit log"],
] as const;

/** The parts of the settings, which are pages of several features. */
export function SettingsTabs() {
  return <Tabs name="Settings" tabs={PARTS.map(([part, label]) => ({ to: `/settings/${part}`, label }))} />;
}
