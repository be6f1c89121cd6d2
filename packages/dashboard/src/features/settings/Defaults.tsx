import type { AlertDefault } from "@plimsoll/client";
import { Suspense, useState } from "react";
import { saveDefault } from "../../alert-settings/save.ts";
import { api } from "../../data/client.ts";
import { orNull } from "../../data/or-null.ts";
import { refresh } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { ConfirmEdit } from "../../parts/ConfirmEdit.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";

const AlertSettingsDialog = lazily(async () => ({
  default: (await import("../../alert-settings/AlertSettingsDialog.tsx")).AlertSettingsDialog,
}));

type Edited = Pick<AlertDefault, "currency"> & { readonly settings: AlertDefault["alert_settings"] | null };

/** The levels of wallets without their own, by currency. */
export function Defaults() {
  const mayWrite = useMayWrite();
  const [currency, setCurrency] = useState("USD");
  const [removing, setRemoving] = useState<AlertDefault | null>(null);
  const [edited, setEdited] = useState<Edited | null>(null);
  return (
    <>
      <List
        title="Default alert settings"
        noun="default"
        queryKey={["alerts", "defaults"]}
        list={(page, signal) => api.alertDefaults.list(page, { signal })}
        keyOf={(entry) => entry.currency}
        empty={
          <Empty title="No defaults yet.">They hold for every wallet of a currency without settings of its own.</Empty>
        }
        columns={[
          {
            title: "Currency",
            always: true,
            cell: (entry) => (
              <button
                type="button"
                className="name plain"
                data-row-link=""
                data-shortcut="e"
                onClick={() => setEdited({ currency: entry.currency, settings: entry.alert_settings })}
              >
                {entry.currency}
              </button>
            ),
          },
          { title: "Alerts", cell: ({ alert_settings: settings }) => (settings.alert_enabled ? "on" : "off") },
          { title: "Changed", numeric: true, cell: ({ updated_at: at }) => <Time at={at} /> },
          {
            title: "Do",
            actions: true,
            cell: (entry) =>
              mayWrite ? (
                <button type="button" className="btn s q" onClick={() => setRemoving(entry)}>
                  Remove default
                </button>
              ) : null,
          },
        ]}
      />
      {removing !== null && (
        <ConfirmEdit
          resource={removing}
          read={async () => api.alertDefaults.get(removing.currency)}
          says={({ currency: of }) => ({
            title: `Remove the default of ${of === "*" ? "all currencies" : of}?`,
            consequence:
              "Wallets without settings of their own are no longer watched by it. Alerts that it raised close without telling anyone.",
            keep: "Keep default",
            go: "Remove default",
          })}
          act={async (options) => {
            await api.alertDefaults.delete(removing.currency, options);
            void refresh();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
      {mayWrite && (
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            setEdited({ currency: currency.trim().toUpperCase(), settings: null });
          }}
        >
          <label className="small-field">
            <span>Currency, or * for all</span>
            <span className="field">
              <input value={currency} maxLength={12} onChange={(event) => setCurrency(event.target.value)} />
            </span>
          </label>
          <button type="submit" className="btn" data-shortcut="e">
            Set default levels
          </button>
        </form>
      )}
      <Suspense fallback={null}>
        {edited !== null && (
          <AlertSettingsDialog
            title={`Default Alert Settings, ${edited.currency === "*" ? "all currencies" : edited.currency}`}
            about="For wallets without settings of their own"
            subject={{ currency: edited.currency }}
            settings={edited.settings}
            context={{ relativeOnly: edited.currency === "*" }}
            readOnly={!mayWrite}
            save={async (settings, options) => saveDefault(edited.currency, settings, options)}
            read={async () => orNull(api.alertDefaults.get(edited.currency))}
            onClose={() => setEdited(null)}
          />
        )}
      </Suspense>
    </>
  );
}
