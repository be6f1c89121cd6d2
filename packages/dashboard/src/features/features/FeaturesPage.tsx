import { PlimsollError } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { AlertsTag } from "./AlertsTag.tsx";

/** @limit Dashboard: features that the list shows. */
const LISTED = 1_000;

export default function FeaturesPage() {
  const query = useQuery({
    queryKey: ["features"],
    queryFn: async ({ signal }) => api.features.list({ limit: LISTED }, { signal }).page(),
  });
  return (
    <Page title="Features" above={[{ title: "Product Catalogue" }]}>
      <Answer what="The features" query={query}>
        {({ items, total }) => (
          <Panel title="Features" note={total === 0 ? undefined : String(total)}>
            {items.length === 0 ? (
              <Empty title="No features yet.">
                A feature groups wallets that feed the same thing and gives them the same levels.
              </Empty>
            ) : (
              <Table
                name="Features"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: "Feature",
                    cell: (feature) => (
                      <Link
                        to="/features/$featureId"
                        params={{ featureId: feature.id }}
                        className="name"
                        data-row-link=""
                      >
                        <bdi>{feature.name}</bdi>
                      </Link>
                    ),
                  },
                  { title: "Alerts", cell: ({ alert_settings: settings }) => <AlertsTag settings={settings} /> },
                  { title: "Type", wide: true, cell: ({ type }) => type },
                  { title: "Status", wide: true, cell: ({ status }) => status },
                  { title: "Changed", wide: true, numeric: true, cell: ({ updated_at: at }) => <Time at={at} /> },
                ]}
              />
            )}
          </Panel>
        )}
      </Answer>
      <NewFeature />
    </Page>
  );
}

function NewFeature() {
  const navigate = useNavigate();
  const mayWrite = useMayWrite();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  if (!mayWrite) return null;
  const submit = async (): Promise<void> => {
    try {
      const feature = await api.features.create({ name });
      await queries.invalidateQueries({ queryKey: ["features"] });
      await navigate({ to: "/features/$featureId", params: { featureId: feature.id } });
    } catch (error) {
      setProblem(error instanceof PlimsollError ? error.message : "The feature could not be made.");
    }
  };
  return (
    <form
      className="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label className="small-field">
        <span>New feature’s name</span>
        <span className="field">
          <input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        </span>
      </label>
      <button type="submit" className="btn">
        <Icon name="plus" size={14} />
        Make a feature
      </button>
      {problem !== null && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
