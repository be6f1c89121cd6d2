import { Tabs } from "../../parts/Tabs.tsx";

/** The two lists of the section. */
export function ProviderTabs() {
  return (
    <Tabs
      name="Providers"
      tabs={[
        { to: "/providers", label: "All providers" },
        { to: "/providers/campaigns", label: "Campaigns" },
      ]}
    />
  );
}
