import type { WebhookEndpoint } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { endpointKey } from "../../data/endpoints.ts";
import { eventCatalogueQuery } from "../../data/event-catalogue.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { Check, Checks } from "../../parts/Checks.tsx";
import { FieldGroup, TextField, wholeNumber } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";

type EventTypes = Parameters<typeof api.webhookEndpoints.create>[0]["event_types"] & {};

interface EndpointFormProps {
  /** Null: a new one. */
  readonly endpoint: WebhookEndpoint | null;
  readonly onMade?: (id: string, secret: string) => void;
  readonly onClose: () => void;
}

/** Adds an endpoint, or changes one. */
export default function EndpointForm({ endpoint, onMade, onClose }: EndpointFormProps) {
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [about, setAbout] = useState(endpoint?.description ?? "");
  const [rate, setRate] = useState(String(endpoint?.rate_limit_per_second ?? 10));
  const [attempts, setAttempts] = useState(String(endpoint?.max_attempts ?? 3));
  const [types, setTypes] = useState<readonly string[]>(endpoint?.event_types ?? ["*"]);
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
      showSaved(endpointKey(endpoint.id), await api.webhookEndpoints.update(endpoint.id, fields));
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
      onClose={onClose}
    >
      <TextField name="url" label="URL" inputMode="url" value={url} onChange={setUrl} />
      <TextField name="description" label="What it is for" value={about} onChange={setAbout} />
      <TextField
        name="rate_limit_per_second"
        label="At most a second"
        inputMode="numeric"
        value={rate}
        onChange={setRate}
      />
      <TextField name="max_attempts" label="Attempts" inputMode="numeric" value={attempts} onChange={setAttempts} />
      <FieldGroup name="event_types" legend="Events">
        <Check
          label="Every event, those of later versions too"
          isChecked={isEvery}
          onChange={(isChecked) => setTypes(isChecked ? ["*"] : ["wallet.debited"])}
        />
        {!isEvery && (
          <div className="many-checks">
            <Checks
              value={types}
              onChange={setTypes}
              choices={(catalogue.data ?? []).map(({ type }) => [type, type] as const)}
            />
          </div>
        )}
      </FieldGroup>
    </FormDialog>
  );
}
