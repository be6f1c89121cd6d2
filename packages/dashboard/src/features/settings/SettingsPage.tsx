import { Link, useParams } from "@tanstack/react-router";
import { Empty } from "../../parts/Answers.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { Page } from "../../shell/Page.tsx";
import { AccountSettings } from "./AccountSettings.tsx";
import { Currencies } from "./Currencies.tsx";
import { Defaults } from "./Defaults.tsx";
import { FxRates } from "./FxRates.tsx";
import { Keys } from "./Keys.tsx";

const PARTS = {
  keys: { label: "Keys", contents: Keys },
  defaults: { label: "Defaults", contents: Defaults },
  currencies: {
    label: "Currencies",
    contents: () => (
      <>
        <FxRates />
        <Currencies />
      </>
    ),
  },
  account: { label: "Account", contents: AccountSettings },
} as const;

export default function SettingsPage() {
  const { part = "keys" } = useParams({ strict: false }) as { readonly part?: string };
  const found = Object.entries(PARTS).find(([name]) => name === part)?.[1];
  return (
    <Page
      title="Settings"
      tabs={
        <Tabs
          name="Settings"
          tabs={Object.entries(PARTS).map(([name, { label }]) => ({ to: `/settings/${name}`, label }))}
        />
      }
    >
      {found === undefined ? (
        <Empty
          title="This page does not exist."
          action={
            <Link to="/settings" className="link">
              Settings
            </Link>
          }
        />
      ) : (
        <found.contents />
      )}
    </Page>
  );
}
