import type { Answer, Command } from "@plimsoll/core";
import { CommandFailed, QueueFull } from "../store/commit/committer.ts";
import { StoreUnavailable, StoreUnreachable } from "../store/port/unavailable.ts";
import { BadFrame } from "./frames.ts";

/** From the process that hands over. Commands are numbered from `first` on. */
export type Request =
  | { readonly type: "hello"; readonly to: string; readonly version: string }
  | { readonly type: "submit"; readonly first: number; readonly commands: readonly Command[] }
  | { readonly type: "ping" }
  /** No commands follow. */
  | { readonly type: "bye" };

/** From the process that carries out. */
export type Reply =
  | { readonly type: "welcome" }
  | { readonly type: "answers"; readonly answers: readonly Answered[] }
  | { readonly type: "pong" }
  /** It stops: what has been sent is still answered. */
  | { readonly type: "leaving" };

/** A command's number, and its outcome or its failure. */
export type Answered = readonly [number: number, answer: Answer<Command> | null, failure: Failure | null];

/** An error of the committer, in words that the other process makes the same error of. */
export interface Failure {
  readonly kind: "full" | "unreachable" | "unavailable" | "failed";
  readonly message: string;
}

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof QueueFull) return { kind: "full", message };
  if (error instanceof StoreUnreachable) return { kind: "unreachable", message };
  if (error instanceof StoreUnavailable) return { kind: "unavailable", message };
  return { kind: "failed", message };
}

export function errorOf({ kind, message }: Failure): Error {
  if (kind === "full") return new QueueFull();
  if (kind === "unreachable") return new StoreUnreachable(message);
  if (kind === "unavailable") return new StoreUnavailable(message);
  return new CommandFailed(message);
}

/** Only the outside is checked: who has the key and the same version sends what we would. Throws `BadFrame`. */
export function requestOf(value: unknown): Request {
  const { type, to, version, first, commands } = membersOf(value);
  const isWhole =
    type === "ping" ||
    type === "bye" ||
    (type === "hello" && [to, version].every((text) => typeof text === "string")) ||
    (type === "submit" && Number.isSafeInteger(first) && Array.isArray(commands));
  if (!isWhole) throw new BadFrame("a request that is not known");
  return value as Request;
}

/** As `requestOf`. */
export function replyOf(value: unknown): Reply {
  const { type, answers } = membersOf(value);
  const isWhole =
    type === "welcome" || type === "pong" || type === "leaving" || (type === "answers" && Array.isArray(answers));
  if (!isWhole) throw new BadFrame("a reply that is not known");
  return value as Reply;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new BadFrame("a message that is no object");
}
