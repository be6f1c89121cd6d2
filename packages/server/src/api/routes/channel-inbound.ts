import type { FastifyRequest } from "fastify";
import type { Committer } from "../../store/commit/committer.ts";
import { createHmac, timingSafeEqual } from "node:crypto";
import { Type } from "@plimsoll/contract";
import { threadOfKey } from "../../channels/pagerduty/pagerduty.ts";
import { sendResource } from "../answer.ts";
import { ApiError, notFound } from "../api-error.ts";
import { answering, operationsOf } from "../documented.ts";
import { isPrefixedId } from "../ids.ts";
import { configOf } from "../resources/channel.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ChannelPath } from "./paths.ts";

const operation = operationsOf("Channels");

/** @limit Channels: signatures in one header of PagerDuty's that are compared. */
const MAX_SIGNATURES = 10;
/** @limit Channels: characters of the name of a person that PagerDuty reports. */
const MAX_AGENT = 100;

const Received = Type.Object(
  { received: Type.Boolean(), applied: Type.Boolean({ description: "Whether an episode changed" }) },
  { title: "ChannelEventReceived" },
);

/** The part of PagerDuty's webhook (v3) that is read. */
interface Incident {
  readonly event?: {
    readonly event_type?: unknown;
    readonly agent?: { readonly type?: unknown; readonly summary?: unknown } | null;
    readonly data?: { readonly incident_key?: unknown } | null;
  };
}

/** What PagerDuty reports of its incidents. It has no API key: the signature of the raw body proves the sender. */
export function channelInboundRoutes(
  app: App,
  { committer, reads, unseal }: Services & { readonly committer: Pick<Committer, "submit"> },
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, raw, done) => done(null, raw));
  app.addHook("onRequest", async (_request, reply) => {
    void reply.header("Cache-Control", "no-store");
  });

  app.post(
    "/channels/:id/inbound",
    operation("receiveChannelEvent", "Receive PagerDuty's own webhooks", {
      description:
        "An incident that a person acknowledges or that is unacknowledged there is so here. `X-PagerDuty-Signature: v1=…` is the hex HMAC-SHA256 of the body with the channel's webhook_secret.",
      security: [],
      params: ChannelPath,
      response: answering(
        Received,
        "VALIDATION_FAILURE",
        "UNAUTHORIZED",
        "NOT_FOUND",
        "TOO_MANY_REQUESTS",
        "SERVICE_UNAVAILABLE",
        "INTERNAL_SERVER_ERROR",
      ),
    }),
    async (request, reply) => {
      const { id } = request.params;
      const channel = isPrefixedId("chan", id) ? await reads.channelById(id) : null;
      const secret = channel?.kind === "pagerduty" ? configOf(channel, unseal)["webhook_secret"] : undefined;
      if (!channel || typeof secret !== "string") throw notFound("there is no such channel");
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!isSigned(request.headers["x-pagerduty-signature"], raw, secret)) {
        throw new ApiError("UNAUTHORIZED", "the signature does not fit the body");
      }
      const applied = await apply(channel.accountId, channel.id, incidentOf(raw), request);
      return sendResource(reply, 200, { received: true, applied });
    },
  );

  async function apply(
    accountId: number,
    channelId: string,
    { event }: Incident,
    { id, ip }: FastifyRequest,
  ): Promise<boolean> {
    const type = event?.event_type;
    const key = event?.data?.incident_key;
    const named = typeof key === "string" ? threadOfKey(key) : null;
    if (named === null || named.accountId !== accountId) return false;
    if (type !== "incident.acknowledged" && type !== "incident.unacknowledged") return false;
    if (type === "incident.acknowledged" && !isPerson(event?.agent)) return false;
    const thread = await reads.episode(accountId, named.thread);
    if (!thread) return false;
    const episodeId = thread.episode.newestId;
    const agent = event?.agent?.summary;
    const by = typeof agent === "string" && agent !== "" ? agent.slice(0, MAX_AGENT) : "PagerDuty";
    const actor = { keyId: null, name: by, requestId: id, address: ip };
    const outcome = await committer.submit(
      type === "incident.acknowledged"
        ? {
            type: "acknowledge_episode",
            accountId,
            episodeId,
            by,
            note: null,
            minutes: null,
            fromChannel: channelId,
            actor,
          }
        : { type: "unacknowledge_episode", accountId, episodeId, fromChannel: channelId, actor },
    );
    return outcome.ok && outcome.value.changed;
  }
}

/** PagerDuty reports as well what an integration has done: this server's own acknowledgement, for one. */
function isPerson(agent: { readonly type?: unknown } | null | undefined): boolean {
  return agent?.type === undefined || agent.type === "user_reference";
}

function isSigned(header: string | string[] | undefined, raw: Buffer, secret: string): boolean {
  const expected = Buffer.from(createHmac("sha256", secret).update(raw).digest("hex"));
  const given = String(header ?? "")
    .split(",")
    .slice(0, MAX_SIGNATURES);
  return given.some((entry) => {
    const signature = Buffer.from(entry.trim().replace(/^v1=/, ""));
    return (
      entry.trim().startsWith("v1=") && signature.length === expected.length && timingSafeEqual(signature, expected)
    );
  });
}

function incidentOf(raw: Buffer): Incident {
  try {
    const parsed: unknown = JSON.parse(raw.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Falls through: text that is not JSON is refused like JSON that is no object.
  }
  throw new ApiError("VALIDATION_FAILURE", "body must be a JSON object");
}
