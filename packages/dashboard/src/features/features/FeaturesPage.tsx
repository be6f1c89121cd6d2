import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { Empty } from "../../parts/Answers.tsx";
import { useFilters, type Filter } from "../../parts/filters.ts";
import { Form, TextField } from "../../parts/Form.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { AlertsTag } from "./AlertsTag.tsx";

const FILTERS = [
  { kind: "text", name: "q", label: "Filter features", placeholder: "Name" },
] as const satisfies readonly Filter[];

export default function FeaturesPage() {
  const filters = useFilters("feature", FILTERS);
  const { q } = filters.values;
  return (
    <Page title="Features" above={[{ title: "Product Catalogue" }]}>
      <List
        title="Features"
        queryKey={["features", "list"]}
        list={(page, signal) => api.features.list({ q, ...page }, { signal })}
        keyOf={({ id }) => id}
        filters={filters}
        empty={
          <Empty title="No features yet.">
            A feature groups wallets that feed the same thing and gives them the same levels.
          </Empty>
        }
        columns={[
          {
            title: "Feature",
            always: true,
            cell: ({ id, name }) => (
              <Link to="/features/$featureId" params={{ featureId: id }} className="name" data-row-link="">
                <Isolated>{name}</Isolated>
              </Link>
            ),
          },
          { title: "Alerts", cell: ({ alert_settings: settings }) => <AlertsTag settings={settings} /> },
          { title: "Type", wide: true, cell: ({ type }) => type },
          { title: "Status", wide: true, cell: ({ status }) => status },
          { title: "Changed", wide: true, numeric: true, cell: ({ updated_at: at }) => <Time at={at} /> },
        ]}
      />
      <NewFeature />
    </Page>
  );
}

function NewFeature() {
  const navigate = useNavigate();
  const mayWrite = useMayWrite();
  const [name, setName] = useState("");
  if (!mayWrite) return null;
  const act = async (): Promise<void> => {
    const feature = await api.features.create({ name });
    void refresh("features");
    await navigate({ to: "/features/$featureId", params: { featureId: feature.id } });
  };
  return (
    <Form
      act={act}
      className="grow"
      look="inline-form"
      footer={(isBusy) => (
        <button type="submit" className="btn" aria-disabled={isBusy}>
          <Icon name="plus" size={14} />
          Make a feature
        </button>
      )}
    >
      <TextField name="name" label="New feature’s name" value={name} onChange={setName} maxLength={200} />
    </Form>
  );
}
