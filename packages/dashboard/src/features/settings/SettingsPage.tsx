import { Link, useParams } from "@tanstack/react-router";
import { Empty } from "../../parts/Answers.tsx";
import { Page } from "../../shell/Page.tsx";
import { SettingsTabs } from "../../shell/SettingsTabs.tsx";
import { Audit } from "./Audit.tsx";
import { AccountSettings } from "./AccountSettings.tsx";
import { Currencies } from "./Currencies.tsx";
import { Defaults } from "./Defaults.tsx";
import { FxRates } from "./FxRates.tsx";
import { Keys } from "./Keys.tsx";

const PARTS = {
  keys: Keys,
  defaults: Defaults,
  currencies: () => (
    <>
      <FxRates />
      <Currencies />
    </>
  ),
  account: AccountSettings,
  audit: Audit,
} as const;

export default function SettingsPage() {
  const { part = "keys" } = useParams({ strict: false }) as { readonly part?: string };
  const Contents = Object.entries(PARTS).find(([name]) => name === part)?.[1];
  return (
    <Page title="Settings" tabs={<SettingsTabs />}>
      {Contents === undefined ? (
        <Empty
          title="This page does not exist."
          action={
            <Link to="/settings" className="link">
              Settings
            </Link>
          }
        />
      ) : (
        <Contents />
      )}
    </Page>
  );
}
