import type { EditOptions, Feature } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { settingsOf, formOf } from "../../alert-settings/form.ts";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Action, ActionMenu, CopyIdAction } from "../../parts/ActionMenu.tsx";
import { Shortcut } from "../../parts/Shortcut.tsx";
import { Activity } from "../../parts/Activity.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { CopyId } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { LevelList } from "../../parts/LevelList.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Page } from "../../shell/Page.tsx";
import { useIsAdmin, useMayWrite } from "../../shell/session-context.ts";
import { sampleOf } from "../../words/amounts.ts";
import { capital, counted } from "../../words/count.ts";
import { AlertsTag } from "./AlertsTag.tsx";
import { LinkedWallets } from "./LinkedWallets.tsx";
import { sentence } from "../../words/isolated.ts";

const AlertSettingsDialog = lazily(async () => ({
  default: (await import("../../alert-settings/AlertSettingsDialog.tsx")).AlertSettingsDialog,
}));
const EditFeature = lazily(() => import("./EditFeature.tsx"));
const DeleteFeature = lazily(() => import("./DeleteFeature.tsx"));

export default function FeaturePage() {
  const { featureId = "" } = useParams({ strict: false }) as { readonly featureId?: string };
  const feature = useQuery({
    queryKey: ["features", featureId],
    queryFn: async ({ signal }) => api.features.get(featureId, { signal }),
  });
  const above = [{ title: "Product Catalogue" }, { title: "Features", to: "/features" }];
  if (feature.data === undefined) {
    return (
      <Page title="Feature" above={above}>
        <Answer what="This feature" query={feature}>
          {() => null}
        </Answer>
      </Page>
    );
  }
  return <Contents key={feature.data.id} feature={feature.data} above={above} />;
}

interface ContentsProps {
  readonly feature: Feature;
  readonly above: readonly { readonly title: string; readonly to?: string }[];
}

function Contents({ feature, above }: ContentsProps) {
  const [overlay, setOverlay] = useState<"settings" | "edit" | "delete" | null>(null);
  const mayWrite = useMayWrite();
  const isAdmin = useIsAdmin();
  const navigate = useNavigate();
  const wallets = useQuery({
    queryKey: ["features", feature.id, "wallets", feature.updated_at],
    queryFn: async ({ signal }) =>
      api.alertSettings.preview(
        { feature_id: feature.id, alert_settings: settingsOf(formOf(feature.alert_settings)) },
        { signal },
      ),
    placeholderData: (before) => before,
  });
  const sample = sampleOf(wallets.data?.wallets.map(({ available }) => available) ?? []);
  const save = async (settings: object, options: EditOptions): Promise<Feature> => {
    const saved = await api.features.update(feature.id, { alert_settings: settings }, options);
    queries.setQueryData(["features", feature.id], saved);
    void refresh();
    return saved;
  };
  return (
    <Page
      title={feature.name}
      ownHeading
      above={above}
      actions={
        <>
          {mayWrite && (
            <button type="button" className="btn s hide-s" onClick={() => setOverlay("edit")}>
              <Icon name="edit" size={14} />
              Edit
            </button>
          )}
          <ActionMenu>
            <Action icon="alerts" label="Alert Settings" shortcut="e" onClick={() => setOverlay("settings")} />
            {mayWrite && <Action icon="edit" label="Edit feature" onClick={() => setOverlay("edit")} />}
            <CopyIdAction id={feature.id} />
            {mayWrite && <Action icon="trash" label="Delete feature…" harmful onClick={() => setOverlay("delete")} />}
          </ActionMenu>
        </>
      }
    >
      <div className="hero">
        <div>
          <div className="titled">
            <h1>
              <Isolated>{feature.name}</Isolated>
            </h1>
            <AlertsTag settings={feature.alert_settings} />
          </div>
          <p>
            {capital(feature.type)} · {feature.status} · <CopyId id={feature.id} />
          </p>
        </div>
        <Shortcut letter="e" verb="Alert settings" onPress={() => setOverlay("settings")} />
      </div>
      <div className="cols">
        <div className="stack">
          <LinkedWallets feature={feature} judged={wallets.data} />
          <Activity
            filter={{ feature_id: feature.id }}
            audited={isAdmin ? `feature:${feature.id}` : null}
            sample={sample}
          />
        </div>
        <div className="stack">
          <Panel title="Alert levels">
            <LevelList
              settings={feature.alert_settings}
              sample={sample}
              none="This feature’s wallets have no levels of it."
              onEdit={() => setOverlay("settings")}
            />
          </Panel>
        </div>
      </div>
      <Suspense fallback={null}>
        {overlay === "settings" && (
          <AlertSettingsDialog
            title="Feature Alert Settings"
            about={sentence`${feature.name} · ${counted(wallets.data?.wallet_count ?? 0, "wallet")}, each in its own currency`}
            subject={{ feature_id: feature.id }}
            settings={feature.alert_settings}
            readOnly={!mayWrite}
            save={save}
            read={async () => api.features.get(feature.id)}
            onClose={() => setOverlay(null)}
          />
        )}
        {overlay === "edit" && <EditFeature feature={feature} onClose={() => setOverlay(null)} />}
        {overlay === "delete" && (
          <DeleteFeature
            feature={feature}
            wallets={wallets.data?.wallets ?? []}
            onClose={() => setOverlay(null)}
            onDeleted={() => void navigate({ to: "/features" })}
          />
        )}
      </Suspense>
    </Page>
  );
}
