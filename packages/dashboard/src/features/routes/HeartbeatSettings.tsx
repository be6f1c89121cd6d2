import type { Heartbeat } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { Answer } from "../../parts/Answers.tsx";
import { TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { orNull } from "./not-set.ts";
import { OnceForm } from "./OnceForm.tsx";

/** The URL that is called while the server works, so that its silence is noticed elsewhere. */
export function HeartbeatSettings() {
  const mayWrite = useMayWrite();
  const query = useQuery({
    queryKey: ["heartbeat"],
    queryFn: async ({ signal }) => orNull(api.heartbeat.get({ signal })),
  });
  return (
    <Panel title="Heartbeat">
      <Answer what="The heartbeat" query={query} rows={2}>
        {(heartbeat) =>
          mayWrite ? (
            <HeartbeatForm key={heartbeat?.updated_at ?? "new"} heartbeat={heartbeat} />
          ) : (
            <p className="pad sub">{sentenceOf(heartbeat)}</p>
          )
        }
      </Answer>
    </Panel>
  );
}

function sentenceOf(heartbeat: Heartbeat | null): string {
  if (heartbeat === null) return "No URL is called: that the server is down is noticed by no one else.";
  return `A URL ending ${heartbeat.url} is called every ${heartbeat.every_seconds} s while everything works.`;
}

function HeartbeatForm({ heartbeat }: { readonly heartbeat: Heartbeat | null }) {
  const [url, setUrl] = useState("");
  const [seconds, setSeconds] = useState(String(heartbeat?.every_seconds ?? 60));
  return (
    <OnceForm
      noun="heartbeat"
      exists={heartbeat !== null}
      about={sentenceOf(heartbeat)}
      save={async () => api.heartbeat.set({ url: url.trim(), every_seconds: wholeNumber("every_seconds", seconds) })}
      end={async () => api.heartbeat.delete()}
      consequence="The URL is no longer called, and the service that watches it reports the server as down."
    >
      <TextField
        name="url"
        label="URL"
        inputMode="url"
        value={url}
        onChange={setUrl}
        hint={
          heartbeat === null
            ? "Of a service that reports missing calls. It is called with POST, and is a secret."
            : "The stored URL is not shown; type it again to change anything."
        }
      />
      <TextField
        name="every_seconds"
        label="Every"
        inputMode="numeric"
        unit="s"
        value={seconds}
        onChange={setSeconds}
      />
    </OnceForm>
  );
}
