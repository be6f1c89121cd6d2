import type { Channel, Digest } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { orNull } from "../../data/or-null.ts";
import { Answer } from "../../parts/Answers.tsx";
import { TextField } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { PickMany } from "../../parts/PickMany.tsx";
import { Time } from "../../parts/Time.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { useMayWrite } from "../../shell/session-context.ts";
import { DayFields } from "./DayFields.tsx";
import { OnceForm } from "./OnceForm.tsx";
import { ownTimezone, TIMEZONES } from "../../words/timezones.ts";
import { daysText, type Weekday } from "./words.ts";

interface DigestSettingsProps {
  readonly channels: readonly Channel[];
}

/** The regular message about every wallet. */
export function DigestSettings({ channels }: DigestSettingsProps) {
  const mayWrite = useMayWrite();
  const query = useQuery({
    queryKey: ["digest"],
    queryFn: async ({ signal }) => orNull(api.digest.get({ signal })),
  });
  return (
    <Panel title="Digest">
      <Answer what="The digest" query={query} rows={2}>
        {(digest) =>
          mayWrite ? (
            <DigestForm digest={digest} channels={channels} />
          ) : (
            <p className="pad sub">{digest === null ? "No digest is sent." : sentenceOf(digest)}</p>
          )
        }
      </Answer>
    </Panel>
  );
}

function sentenceOf({ at, timezone, days }: Digest): string {
  return `Sent ${daysText(days)} at ${at}, ${timezone}.`;
}

function formOf(digest: Digest | null) {
  return {
    ids: (digest?.channel_ids ?? []) as readonly string[],
    at: digest?.at ?? "09:00",
    timezone: digest?.timezone ?? ownTimezone(),
    days: (digest?.days ?? ["mon", "tue", "wed", "thu", "fri"]) as readonly Weekday[],
  };
}

function DigestForm({ digest, channels }: DigestSettingsProps & { readonly digest: Digest | null }) {
  const edit = useEdit({
    resource: digest,
    read: async () => orNull(api.digest.get()),
    formOf,
    rowsOf: (of) => [
      ["Channels", of.ids.map((id) => channels.find((each) => each.id === id)?.name ?? id).join(", ")],
      ["Days", daysText(of.days)],
      ["At", of.at],
      ["Time zone", of.timezone],
    ],
    isLive: true,
  });
  const { set } = edit;
  const { ids, at, timezone, days } = edit.form;
  return (
    <OnceForm
      noun="digest"
      resource={digest}
      read={async () => api.digest.get()}
      about={
        digest === null ? (
          "Balance, runway and what to wire of every wallet, those that are not OK first. None is sent yet."
        ) : (
          <>
            Next <Time at={digest.next_at} />
          </>
        )
      }
      save={async () => {
        const put = { channel_ids: [...ids], at: at.trim(), timezone: timezone.trim(), days: [...days] };
        return edit.save(async (options) => api.digest.set(put, options));
      }}
      conflict={edit.conflict}
      end={async (options) => api.digest.delete(options)}
      consequence={(of) => `It is no longer sent. ${sentenceOf(of)}`}
    >
      <div className="stack-s">
        <PickMany
          name="channel_ids"
          label="Channels"
          value={ids}
          onChange={(picked) => set({ ids: picked })}
          choices={channels.map(({ id, name }) => ({ id, name }))}
          add="Add channel to the digest"
        />
        <DayFields name="days" value={days} onChange={(chosen) => set({ days: chosen })} />
      </div>
      <div className="stack-s">
        <TextField name="at" label="At" value={at} onChange={(text) => set({ at: text })} />
        <TextField
          name="timezone"
          label="Time zone"
          value={timezone}
          onChange={(text) => set({ timezone: text })}
          options={TIMEZONES}
        />
      </div>
    </OnceForm>
  );
}
