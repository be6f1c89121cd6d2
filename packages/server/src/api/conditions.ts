import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { editableText, type Condition, type EditableTable, type KeyPart, type Tables } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import type { Answering } from "./answer.ts";
import { ApiError, invalidField } from "./api-error.ts";

declare module "fastify" {
  interface FastifyRequest {
    /**
     * What the request demands of the row that it edits, by its `If-Match` or `If-None-Match`; `rest` is the row's key
     * after the account. Throws PRECONDITION_FAILED when it is not so already, VALIDATION_FAILURE for a malformed header.
     */
    condition: (table: EditableTable, ...rest: readonly KeyPart[]) => Promise<Condition | undefined>;
  }
}

const ANY = "*";
const TAG = /^(?:W\/)?("[!#-~]*")$/;
/** @nolimit The length of a tag, 132 bits of its hash. */
const TAG_LENGTH = 22;

/** The ETag of a row's editable text, which a debit or a delivery leaves as it is. */
function tagOf(text: string): string {
  const hash = createHash("sha256").update(text).digest("base64url");
  return `"${hash.slice(0, TAG_LENGTH)}"`;
}

/** The reply with the row's ETag. */
export function tagged<R extends Answering, T extends EditableTable>(reply: R, table: T, row: Readonly<Tables[T]>): R {
  reply.headers({ ETag: tagOf(editableText(table, row)) });
  return reply;
}

export function conditionOf(reads: Pick<Reads, "editable">): FastifyRequest["condition"] {
  return async function condition(this: FastifyRequest, table, ...rest) {
    const tags = tagsIn(this.headers["if-match"]);
    const mayMake = this.method === "PUT";
    const isNew = mayMake && mustBeNew(this.headers["if-none-match"]);
    if (isNew && tags !== null) throw invalidField("If-None-Match", "If-None-Match cannot come with If-Match");
    const { accountId } = this.caller;
    const about = { table, key: [accountId, ...rest] };
    if (isNew) return { ...about, row: "absent" };
    // Of what does not exist, the handlers of PATCH and DELETE answer NOT_FOUND.
    if (tags === null || (tags === ANY && !mayMake)) return undefined;
    if (tags === ANY) return { ...about, row: "present" };
    const row = await reads.editable(accountId, table, rest);
    if (row === null && !mayMake) return undefined;
    const text = row && editableText(table, row);
    if (text === null || !tags.includes(tagOf(text))) throw new ApiError("PRECONDITION_FAILED");
    return { ...about, row: { text } };
  };
}

/** The tags of an `If-Match`. A proxy that compresses makes weak ones of them, which mean the same here. */
function tagsIn(header: string | undefined): readonly string[] | typeof ANY | null {
  const text = header?.trim();
  if (text === undefined) return null;
  if (text === ANY) return ANY;
  return text.split(",").map((part) => {
    const tag = TAG.exec(part.trim())?.[1];
    if (tag === undefined) {
      throw invalidField("If-Match", 'If-Match must be an ETag as it was answered, with its quotes ("…"), or *');
    }
    return tag;
  });
}

function mustBeNew(header: string | undefined): boolean {
  if (header === undefined) return false;
  if (header.trim() !== ANY) throw invalidField("If-None-Match", "If-None-Match must be *");
  return true;
}
