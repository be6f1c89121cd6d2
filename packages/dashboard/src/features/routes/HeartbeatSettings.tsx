import type { Heartbeat } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { orNull } from "../../data/or-null.ts";
import { Answer } from "../../parts/Answers.tsx";
import { TextField, wholeNumber } from "../../parts/Form.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useEdit } from "../../parts/use-edit.ts";
import { useMayWrite } from "../../shell/session-context.ts";
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
          mayWrite ? <HeartbeatForm heartbeat={heartbeat} /> : <p className="pad sub">{sentenceOf(heartbeat)}</p>
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
  const edit = useEdit({
    resource: heartbeat,
    read: async () => orNull(api.heartbeat.get()),
    formOf: (of) => ({ url: "", stored: of?.url ?? "", seconds: String(of?.every_seconds ?? 60) }),
    rowsOf: ({ url, stored, seconds }) => [
      ["URL", url === "" ? (stored === "" ? "" : `ending ${stored}`) : "a new one"],
      ["Every, in seconds", seconds],
    ],
    isLive: true,
  });
  const { url, seconds } = edit.form;
  return (
    <OnceForm
      noun="heartbeat"
      resource={heartbeat}
      read={async () => api.heartbeat.get()}
      about={sentenceOf(heartbeat)}
      save={async () => {
        const put = { url: url.trim(), every_seconds: wholeNumber("every_seconds", seconds) };
        return edit.save(async (options) => api.heartbeat.set(put, options));
      }}
      conflict={edit.conflict}
      end={async (options) => api.heartbeat.delete(options)}
      consequence={() => "The URL is no longer called, and the service that watches it reports the server as down."}
    >
      <TextField
        name="url"
        label="URL"
        inputMode="url"
        value={url}
        onChange={(text) => edit.set({ url: text })}
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
        onChange={(text) => edit.set({ seconds: text })}
      />
    </OnceForm>
  );
}
