import { useState } from "react";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { SelectField, TextField } from "../../parts/Form.tsx";

const SCOPES = [
  ["read", "read: sees everything, changes nothing"],
  ["write", "write: also changes things and moves money"],
  ["admin", "admin: also makes keys and changes the account"],
  ["alerts:acknowledge", "alerts:acknowledge: acknowledges alerts, nothing else"],
  ["topups:write", "topups:write: announces and approves top-ups"],
  ["transactions:write", "transactions:write: credits, debits and transfers"],
] as const;

interface NewKeyProps {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

export default function NewKey({ onMade, onClose }: NewKeyProps) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<(typeof SCOPES)[number][0]>("read");
  const act = async (): Promise<void> => {
    const made = await api.apiKeys.create({ name, scopes: [scope] });
    onMade(made.key);
    void refresh("keys");
  };
  return (
    <FormDialog title="Make key" submit="Make key" act={act} onClose={onClose}>
      <TextField name="name" label="Name" value={name} onChange={setName} maxLength={200} />
      <SelectField name="scopes" label="Scope" value={scope} onChange={setScope} choices={SCOPES} />
    </FormDialog>
  );
}
