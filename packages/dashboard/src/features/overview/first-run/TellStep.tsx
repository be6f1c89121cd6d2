import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../data/client.ts";
import { refresh } from "../../../data/queries.ts";
import { useStore } from "../../../data/store.ts";
import { CHANNEL_KIND_WORDS } from "../../../notifications/channels.ts";
import { Form, TextField } from "../../../parts/Form.tsx";
import { Secret } from "../../../parts/Secret.tsx";
import { madeSecret } from "./begun.ts";
import type { Progress } from "./steps.ts";

interface TellStepProps {
  readonly channels: Progress["channels"];
  readonly onDone: () => void;
}

/** Adds an endpoint and shows its secret, or leads to where people are reached. */
export function TellStep({ channels, onDone }: TellStepProps) {
  const secret = useStore(madeSecret);
  const [url, setUrl] = useState("");
  if (secret !== null) {
    return (
      <Secret
        secret={secret}
        about="This secret verifies what we send."
        noun="secret"
        onStored={() => {
          onDone();
          madeSecret.set(null);
        }}
      />
    );
  }
  const act = async (): Promise<void> => {
    const made = await api.webhookEndpoints.create({ url: url.trim() });
    onDone();
    madeSecret.set(made.secret);
    void refresh();
  };
  const [unrouted] = channels;
  return (
    <Form
      act={act}
      className="stack-s"
      footer={(isBusy) => (
        <div className="acts">
          <button type="submit" className="btn p" aria-disabled={isBusy}>
            {isBusy ? "Adding…" : "Add endpoint"}
          </button>
          {unrouted === undefined ? (
            <Link to="/settings/channels" className="btn q">
              Tell people by a channel instead
            </Link>
          ) : (
            <Link to="/settings/routes" className="btn q">
              Give {CHANNEL_KIND_WORDS[unrouted.channel.kind]} channel {unrouted.channel.name} to a route
            </Link>
          )}
        </div>
      )}
    >
      <TextField
        name="url"
        label="Webhook URL"
        inputMode="url"
        value={url}
        onChange={setUrl}
        hint="It receives every event, signed. Which ones can be changed under Webhooks."
      />
    </Form>
  );
}
