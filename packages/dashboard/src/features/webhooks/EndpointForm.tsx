import type { WebhookEndpoint } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { endpointKey } from "../../data/endpoints.ts";
import { eventCatalogueQuery } from "../../data/event-catalogue.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { Check, Checks } from "../../parts/Checks.tsx";
import { FieldGroup, TextField, wholeNumber } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";

type EventTypes = Parameters<typeof api.webhookEndpoints.create>[0]["event_types"] & {};

interface EndpointFormProps {
  /** Null: a new one. */
  readonly endpoint: WebhookEndpoint | null;
  readonly onMade?: (id: string, secret: string) => void;
  readonly onClose: () => void;
}

/** Adds an endpoint, or changes one. */
export default function EndpointForm({ endpoint, onMade, onClose }: EndpointFormProps) {
  const edit = useEdit({
    resource: endpoint,
    read: async () => endpoint && api.webhookEndpoints.get(endpoint.id),
    formOf: (of) => ({
      url: of?.url ?? "",
      about: of?.description ?? "",
      rate: String(of?.rate_limit_per_second ?? 10),
      attempts: String(of?.max_attempts ?? 3),
      types: (of?.event_types ?? ["*"]) as readonly string[],
    }),
    rowsOf: (of) => [
      ["URL", of.url],
      ["What it is for", of.about],
      ["At most a second", of.rate],
      ["Attempts", of.attempts],
      ["Events", of.types.includes("*") ? "every event" : of.types.join(", ")],
    ],
  });
  const { set } = edit;
  const { url, about, rate, attempts, types } = edit.form;
  const catalogue = useQuery(eventCatalogueQuery);
  const isEvery = types.includes("*");
  const act = async (): Promise<void> => {
    const fields = {
      url: url.trim(),
      description: about.trim() === "" ? null : about.trim(),
      event_types: [...types] as EventTypes,
      rate_limit_per_second: wholeNumber("rate_limit_per_second", rate),
      max_attempts: wholeNumber("max_attempts", attempts),
    };
    if (endpoint === null) {
      const made = await api.webhookEndpoints.create(fields);
      onMade?.(made.id, made.secret);
    } else {
      const saved = await edit.save(async (options) => api.webhookEndpoints.update(endpoint.id, fields, options));
      showSaved(endpointKey(endpoint.id), saved);
      toast("Saved.");
    }
    void refresh();
  };
  return (
    <FormDialog
      title={endpoint === null ? "Add endpoint" : "Change endpoint"}
      about="We send signed events to it."
      submit={endpoint === null ? "Add endpoint" : "Save endpoint"}
      act={act}
      edit={edit}
      onClose={onClose}
    >
      <TextField name="url" label="URL" inputMode="url" value={url} onChange={(text) => set({ url: text })} />
      <TextField name="description" label="What it is for" value={about} onChange={(text) => set({ about: text })} />
      <TextField
        name="rate_limit_per_second"
        label="At most a second"
        inputMode="numeric"
        value={rate}
        onChange={(text) => set({ rate: text })}
      />
      <TextField
        name="max_attempts"
        label="Attempts"
        inputMode="numeric"
        value={attempts}
        onChange={(text) => set({ attempts: text })}
      />
      <FieldGroup name="event_types" legend="Events">
        <Check
          label="Every event, those of later versions too"
          isChecked={isEvery}
          onChange={(isChecked) => set({ types: isChecked ? ["*"] : ["wallet.debited"] })}
        />
        {!isEvery && (
          <div className="many-checks">
            <Checks
              value={types}
              onChange={(chosen) => set({ types: chosen })}
              choices={(catalogue.data ?? []).map(({ type }) => [type, type] as const)}
            />
          </div>
        )}
      </FieldGroup>
    </FormDialog>
  );
}
