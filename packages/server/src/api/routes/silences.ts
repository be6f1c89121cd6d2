import type { Static } from "typebox";
import { CreateSilence, PageQuery, Silence } from "@plimsoll/contract";
import { sendNothing, sendResource } from "../answer.ts";
import { found, invalidField } from "../api-error.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST_ID, sendList } from "../pages.ts";
import { silenceResource } from "../resources/channel.ts";
import type { Services } from "../services.ts";
import { timeOf } from "../time-of.ts";
import type { App } from "../typed-app.ts";
import { SilencePath } from "./paths.ts";

const operation = operationsOf("Channels");

/** Times in which nothing is sent about some wallets. */
export function silenceRoutes(app: App, { reads, now }: Services): void {
  app.post(
    "/silences",
    operation("createSilence", "Send nothing about some wallets for a while", {
      description:
        "It lasts until ends_at, or with until_recovered until its wallets are ok again. What would have been sent is kept as skipped. When it ends, the state of what is still not ok is sent.",
      body: CreateSilence,
      response: writing(201, Silence, "CONFLICT"),
    }),
    async (request, reply) => {
      const { filter = {}, starts_at: startsAt, reason, include_block: block = false } = request.body;
      const { silence } = await request.execute({
        type: "create_silence",
        filter,
        startsAt: startsAt === undefined ? null : timeOf("starts_at", startsAt),
        endsAt: endOf(request.body),
        reason,
        includeBlock: block,
        createdBy: request.caller.keyName,
      });
      return sendResource(reply, 201, silenceResource(silence, now()));
    },
  );

  app.get(
    "/silences",
    operation("listSilences", "List silences, newest first", {
      querystring: PageQuery,
      response: reading(listOf(Silence), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.silences(request.caller.accountId, page),
        order: { key: ({ id }) => id, start: NEWEST_ID },
        toJson: (silence) => JSON.stringify(silenceResource(silence, now())),
      });
    },
  );

  app.get(
    "/silences/:id",
    operation("getSilence", "Read a silence", {
      params: SilencePath,
      response: reading(Silence, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const silence = found(
        await reads.silence(request.caller.accountId, prefixedId("sil", request.params.id)),
        "silence",
      );
      return sendResource(reply, 200, silenceResource(silence, now()));
    },
  );

  app.delete(
    "/silences/:id",
    operation("deleteSilence", "End a silence now", {
      params: SilencePath,
      response: writing(204, null, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const silenceId = prefixedId("sil", request.params.id);
      await request.execute({ type: "delete_silence", silenceId });
      return sendNothing(reply);
    },
  );
}

/** When a silence ends; null is until its wallets have recovered. */
function endOf({ ends_at: endsAt, until_recovered: untilRecovered = false }: Static<typeof CreateSilence>) {
  if (endsAt === undefined) {
    if (!untilRecovered) throw invalidField("ends_at", "ends_at is required, or until_recovered");
    return null;
  }
  if (untilRecovered) throw invalidField("until_recovered", "until_recovered is given in place of ends_at");
  return timeOf("ends_at", endsAt);
}
