import type { Channel, Digest } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Answer } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Form, TextField } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { PickMany } from "../../parts/PickMany.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { DayFields } from "./DayFields.tsx";
import { orNull } from "./not-set.ts";
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
  const [isEnding, setIsEnding] = useState(false);
  const act = async (): Promise<void> => {
    const saved = await api.digest.set({
      channel_ids: [...ids],
      at: at.trim(),
      timezone: timezone.trim(),
      days: [...days],
    });
    queries.setQueryData(["digest"], saved);
    toast("The digest is saved.");
  };
  return (
    <>
      <Form
        act={act}
        className="pad form-columns"
        footer={(isBusy) => (
          <p className="acts pad top-line">
            <button type="submit" className="btn" aria-disabled={isBusy}>
              Save digest
            </button>
            {digest !== null && (
              <button type="button" className="btn q" onClick={() => setIsEnding(true)}>
                End digest
              </button>
            )}
            <span className="sub grow">
              {digest === null ? (
                "Balance, runway and what to wire of every wallet, those that are not OK first. None is sent yet."
              ) : (
                <>
                  Next <Time at={digest.next_at} />
                </>
              )}
            </span>
          </p>
        )}
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
      </Form>
      {isEnding && (
        <Confirm
          title="End the digest?"
          consequence={`It is no longer sent. ${digest === null ? "" : sentenceOf(digest)}`}
          keep="Keep digest"
          go="End digest"
          act={async () => {
            await api.digest.delete();
            queries.setQueryData(["digest"], null);
          }}
          onClose={() => setIsEnding(false)}
        />
      )}
    </>
  );
}
