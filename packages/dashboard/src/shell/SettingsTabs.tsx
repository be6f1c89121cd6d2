import { Tabs } from "../parts/Tabs.tsx";
import { SETTINGS_PAGES } from "./pages.ts";

/** The parts of the settings, which are pages of several features. */
export function SettingsTabs() {
  return <Tabs name="Settings" tabs={SETTINGS_PAGES} />;
}
