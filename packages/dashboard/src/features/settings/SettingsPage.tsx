import { useParams } from "@tanstack/react-router";
import { Tabs } from "../../parts/Tabs.tsx";
import { Page } from "../../shell/Page.tsx";
import { AccountSettings } from "./AccountSettings.tsx";
import { Currencies } from "./Currencies.tsx";
import { Defaults } from "./Defaults.tsx";
import { Keys } from "./Keys.tsx";

export default function SettingsPage() {
  const { part = "keys" } = useParams({ strict: false }) as { readonly part?: string };
  return (
    <Page
      title="Settings"
      tabs={
        <Tabs
          name="Settings"
          tabs={[
            { to: "/settings/keys", label: "Keys" },
            { to: "/settings/defaults", label: "Defaults" },
            { to: "/settings/currencies", label: "Currencies" },
            { to: "/settings/account", label: "Account" },
          ]}
        />
      }
    >
      {part === "keys" && <Keys />}
      {part === "defaults" && <Defaults />}
      {part === "currencies" && <Currencies />}
      {part === "account" && <AccountSettings />}
    </Page>
  );
}
