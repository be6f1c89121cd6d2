import { Digest, Heartbeat, PutDigest, PutHeartbeat } from "@plimsoll/contract";
import { isoTime, type Digest as DigestRow, type DigestSettings, type Heartbeat as HeartbeatRow } from "@plimsoll/core";
import { masked } from "../../channels/secrets.ts";
import { sendNothing, sendResource } from "../answer.ts";
import { invalidField, notFound } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { operationsOf, putting, readingEditable, removing } from "../documented.ts";
import { heartbeatPlace, type Sealer } from "../../util/sealer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { urlProblem } from "../urls.ts";

const operation = operationsOf("Channels");
const WORKDAYS = ["mon", "tue", "wed", "thu", "fri"] as const;
/** @limit Channels: seconds between two calls of a heartbeat without `every_seconds`. */
const DEFAULT_BEAT_SECONDS = 60;

/** The regular message about every wallet, and the call that shows that the server works. */
export function digestRoutes(app: App, { reads, seal, unseal, allowPrivateTargets }: Services): void {
  app.put(
    "/digest",
    operation("putDigest", "Send a message about every wallet at a time of the day", {
      description: "Balance, runway, and what to wire within a day; wallets that are not ok come first.",
      body: PutDigest,
      ...putting(Digest),
    }),
    async (request, reply) => {
      const { channel_ids: ids, at, timezone = "UTC", days = WORKDAYS } = request.body;
      const { digest } = await request.execute({
        type: "put_digest",
        condition: await request.condition("digests"),
        settings: { channel_ids: ids, at, timezone, days },
      });
      return sendResource(tagged(reply, "digests", digest), 200, digestResource(digest));
    },
  );

  app.get(
    "/digest",
    operation("getDigest", "Read the digest's settings", {
      response: readingEditable(Digest, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const digest = await reads.digest(request.caller.accountId);
      if (!digest) throw notFound("there is no digest");
      return sendResource(tagged(reply, "digests", digest), 200, digestResource(digest));
    },
  );

  app.delete(
    "/digest",
    operation("deleteDigest", "End the digest", {
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      await request.execute({ type: "delete_digest", condition: await request.condition("digests") });
      return sendNothing(reply);
    },
  );

  app.put(
    "/heartbeat",
    operation("putHeartbeat", "Call a URL while sweep, polls and outbox are healthy", {
      description: "Its silence is then noticed by whatever watches that URL.",
      body: PutHeartbeat,
      ...putting(Heartbeat),
    }),
    async (request, reply) => {
      const { url, every_seconds: everySeconds = DEFAULT_BEAT_SECONDS } = request.body;
      const problem = urlProblem(url, allowPrivateTargets);
      if (problem !== null) throw invalidField("url", `url ${problem}`);
      const { heartbeat } = await request.execute({
        type: "put_heartbeat",
        condition: await request.condition("heartbeats"),
        url: seal(url, heartbeatPlace(request.caller.accountId)),
        everySeconds,
      });
      return sendResource(tagged(reply, "heartbeats", heartbeat), 200, heartbeatResource(heartbeat, unseal));
    },
  );

  app.get(
    "/heartbeat",
    operation("getHeartbeat", "Read the heartbeat's settings", {
      response: readingEditable(Heartbeat, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const heartbeat = await reads.heartbeat(request.caller.accountId);
      if (!heartbeat) throw notFound("there is no heartbeat");
      return sendResource(tagged(reply, "heartbeats", heartbeat), 200, heartbeatResource(heartbeat, unseal));
    },
  );

  app.delete(
    "/heartbeat",
    operation("deleteHeartbeat", "End the heartbeat", {
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      await request.execute({ type: "delete_heartbeat", condition: await request.condition("heartbeats") });
      return sendNothing(reply);
    },
  );
}

function digestResource(digest: Readonly<DigestRow>): Digest {
  const { channel_ids: ids, at, timezone, days } = JSON.parse(digest.settings) as DigestSettings;
  const times = { next_at: isoTime(digest.nextAt), updated_at: isoTime(digest.updatedAt) };
  return { channel_ids: [...ids], at, timezone, days: [...days], ...times };
}

function heartbeatResource(heartbeat: Readonly<HeartbeatRow>, unseal: Sealer["unseal"]): Heartbeat {
  const { everySeconds, updatedAt } = heartbeat;
  return {
    url: masked(unseal(heartbeat.url, heartbeatPlace(heartbeat.accountId))),
    every_seconds: everySeconds,
    updated_at: isoTime(updatedAt),
  };
}
