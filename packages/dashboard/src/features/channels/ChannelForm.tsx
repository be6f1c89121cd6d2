import type { Channel } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { CHANNEL_KIND_WORDS } from "../../notifications/channels.ts";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { SelectField, TextField, wholeNumber } from "../../parts/Form.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { CONFIG_FIELDS, configOf, typedConfig } from "./kinds.ts";
import { sentence } from "../../words/isolated.ts";

const KIND_CHOICES = Object.entries(CHANNEL_KIND_WORDS) as [Channel["kind"], string][];

interface ChannelFormProps {
  /** Null: a new one. */
  readonly channel: Channel | null;
  readonly onMade?: (channel: Channel) => void;
  readonly onClose: () => void;
}

/** Connects a channel, or changes one. Stored secrets are not shown; an empty field leaves them. */
export default function ChannelForm({ channel, onMade, onClose }: ChannelFormProps) {
  const edit = useEdit({
    resource: channel,
    read: async () => channel && api.channels.get(channel.id),
    formOf: (of) => ({
      kind: of?.kind ?? "slack",
      name: of?.name ?? "",
      typed: of === null ? {} : typedConfig(of.kind, of.config),
      rate: of === null ? "" : String(of.rate_limit_per_second),
    }),
    rowsOf: (of) => [
      ["Name", of.name],
      ...CONFIG_FIELDS[of.kind].map(({ member, label, secret = false }): [string, string] => {
        const text = of.typed[member] ?? "";
        return [label, secret ? (text === "" ? "as it is stored" : "a new one") : text];
      }),
      ["At most a second", of.rate],
    ],
  });
  const { kind, name, typed, rate } = edit.form;
  const act = async (): Promise<void> => {
    const fields = { name: name.trim(), config: configOf(kind, typed, channel?.config ?? null) };
    const limit = rate.trim() === "" ? null : wholeNumber("rate_limit_per_second", rate);
    if (channel === null) {
      const made = await api.channels.create({
        kind,
        ...fields,
        ...(limit !== null && { rate_limit_per_second: limit }),
      });
      onMade?.(made);
    } else {
      const change = { ...fields, rate_limit_per_second: limit };
      await edit.save(async (options) => api.channels.update(channel.id, change, options));
      toast(sentence`${fields.name} saved.`);
    }
    void refresh("channels");
  };
  return (
    <FormDialog
      title={channel === null ? "Add channel" : sentence`Change ${channel.name}`}
      about="Routes decide what it receives."
      submit={channel === null ? "Add channel" : "Save channel"}
      act={act}
      edit={edit}
      onClose={onClose}
    >
      {channel === null && (
        <SelectField
          name="kind"
          label="Kind"
          value={kind}
          onChange={(chosen) => edit.set({ kind: chosen })}
          choices={KIND_CHOICES}
        />
      )}
      <TextField name="name" label="Name" value={name} onChange={(text) => edit.set({ name: text })} maxLength={200} />
      {CONFIG_FIELDS[kind].map(({ member, label, secret = false, as, hint }) => {
        const stored = secret ? channel?.config[member] : undefined;
        const kept = typeof stored === "string" ? `Stored, ending ${stored}. Empty: it stays.` : undefined;
        const below = kept ?? hint;
        return (
          <TextField
            key={`${kind} ${member}`}
            name={`config.${member}`}
            label={label}
            value={typed[member] ?? ""}
            onChange={(value) => edit.set({ typed: { ...typed, [member]: value } })}
            {...(as !== "line" && { rows: as === "text" ? 6 : 3 })}
            {...(below !== undefined && { hint: below })}
          />
        );
      })}
      <TextField
        name="rate_limit_per_second"
        label="At most a second"
        inputMode="numeric"
        value={rate}
        onChange={(text) => edit.set({ rate: text })}
        hint="Empty: what the service accepts."
      />
    </FormDialog>
  );
}
