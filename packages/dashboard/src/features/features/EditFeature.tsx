import type { Feature } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { queries, refresh } from "../../data/queries.ts";
import { TextField } from "../../parts/Form.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { sentence } from "../../words/isolated.ts";

interface EditFeatureProps {
  readonly feature: Feature;
  readonly onClose: () => void;
}

/** Its name, its type and its status. */
export default function EditFeature({ feature, onClose }: EditFeatureProps) {
  const edit = useEdit({
    resource: feature,
    read: async () => api.features.get(feature.id),
    formOf: (of) => ({ name: of?.name ?? "", type: of?.type ?? "", status: of?.status ?? "" }),
    rowsOf: ({ name, type, status }) => [
      ["Name", name],
      ["Type", type],
      ["Status", status],
    ],
  });
  const { form, set } = edit;
  const act = async (): Promise<void> => {
    const saved = await edit.save(async (options) => api.features.update(feature.id, form, options));
    queries.setQueryData(["features", feature.id], saved);
    void refresh("features", "feature-name");
    toast(sentence`Saved ${saved.name}.`);
  };
  return (
    <FormDialog title="Edit feature" submit="Save" act={act} edit={edit} onClose={onClose}>
      <TextField name="name" label="Name" value={form.name} onChange={(name) => set({ name })} maxLength={200} />
      <TextField name="type" label="Type" value={form.type} onChange={(type) => set({ type })} maxLength={64} />
      <TextField
        name="status"
        label="Status"
        value={form.status}
        onChange={(status) => set({ status })}
        maxLength={64}
      />
    </FormDialog>
  );
}
