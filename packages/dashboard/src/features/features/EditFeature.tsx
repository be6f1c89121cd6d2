import type { Feature } from "@plimsoll/client";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { TextField } from "../../parts/Form.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { sentence } from "../../words/isolated.ts";

interface EditFeatureProps {
  readonly feature: Feature;
  readonly onClose: () => void;
}

/** Its name, its type and its status; what is not changed is not sent. */
export default function EditFeature({ feature, onClose }: EditFeatureProps) {
  const [name, setName] = useState(feature.name);
  const [type, setType] = useState(feature.type);
  const [status, setStatus] = useState(feature.status);
  const act = async (): Promise<void> => {
    const saved = await api.features.update(feature.id, {
      ...(name !== feature.name && { name }),
      ...(type !== feature.type && { type }),
      ...(status !== feature.status && { status }),
    });
    queries.setQueryData(["features", feature.id], saved);
    void refresh("features", "feature-name");
    toast(sentence`Saved ${saved.name}.`);
  };
  return (
    <FormDialog title="Edit feature" submit="Save" act={act} onClose={onClose}>
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      <TextField name="type" label="Type" value={type} onChange={setType} maxLength={64} />
      <TextField name="status" label="Status" value={status} onChange={setStatus} maxLength={64} />
    </FormDialog>
  );
}
