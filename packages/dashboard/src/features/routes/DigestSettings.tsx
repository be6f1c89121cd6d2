import type { Channel, Digest } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { Answer } from "../../parts/Answers.tsx";
import { TextField } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { PickMany } from "../../parts/PickMany.tsx";
import { Time } from "../../parts/Time.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { DayFields } from "./DayFields.tsx";
import { orNull } from "./not-set.ts";
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
            <DigestForm key={digest?.updated_at ?? "new"} digest={digest} channels={channels} />
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

function DigestForm({ digest, channels }: DigestSettingsProps & { readonly digest: Digest | null }) {
  const [ids, setIds] = useState<readonly string[]>(digest?.channel_ids ?? []);
  const [at, setAt] = useState(digest?.at ?? "09:00");
  const [timezone, setTimezone] = useState(digest?.timezone ?? ownTimezone());
  const [days, setDays] = useState<readonly Weekday[]>(digest?.days ?? ["mon", "tue", "wed", "thu", "fri"]);
  return (
    <OnceForm
      noun="digest"
      exists={digest !== null}
      about={
        digest === null ? (
          "Balance, runway and what to wire of every wallet, those that are not OK first. None is sent yet."
        ) : (
          <>
            Next <Time at={digest.next_at} />
          </>
        )
      }
      save={async () =>
        api.digest.set({ channel_ids: [...ids], at: at.trim(), timezone: timezone.trim(), days: [...days] })
      }
      end={async () => api.digest.delete()}
      consequence={`It is no longer sent. ${digest === null ? "" : sentenceOf(digest)}`}
    >
      <div className="stack-s">
        <PickMany
          name="channel_ids"
          label="Channels"
          value={ids}
          onChange={setIds}
          choices={channels.map(({ id, name }) => ({ id, name }))}
          add="Add channel to the digest"
        />
        <DayFields name="days" value={days} onChange={setDays} />
      </div>
      <div className="stack-s">
        <TextField name="at" label="At" value={at} onChange={setAt} />
        <TextField name="timezone" label="Time zone" value={timezone} onChange={setTimezone} options={TIMEZONES} />
      </div>
    </OnceForm>
  );
}
