import type { FastifyRequest } from "fastify";
import { isAudited, type Actor, type Answer, type Command, type Outcome } from "@plimsoll/core";
import type { CommandOf } from "../store/commit/command-of.ts";
import type { Committer } from "../store/commit/committer.ts";
import type { Reads } from "../store/port/reads.ts";
import { conditionOf } from "./conditions.ts";
import { accepted } from "./rejections.ts";
import type { App } from "./typed-app.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Submits a command with the caller as its actor, so that no route can forget the audit log. */
    submit: Committer["submit"];
    /** Submits a command for the caller's account. Resolves with its result; throws the error for a refusal. */
    execute: typeof execute;
  }
}

type WithoutAccount<C extends Command> = C extends Command ? Omit<C, "accountId"> : never;
type Result<T extends Command["type"]> = Extract<Answer<CommandOf<T>>, { readonly ok: true }>["value"];

/** Gives an application's requests `submit`, `execute` and `condition`. */
export function decorateRequests(app: App, committer: Pick<Committer, "submit">, reads: Pick<Reads, "editable">): void {
  app.decorateRequest("condition", conditionOf(reads));
  app.decorateRequest("submit", submitOf(committer));
  app.decorateRequest("execute", execute);
}

function submitOf(committer: Pick<Committer, "submit">): Committer["submit"] {
  return function submit<C extends Command>(this: FastifyRequest, command: C) {
    return committer.submit(isAudited(command.type, this.isPerson) ? { ...command, actor: actorOf(this) } : command);
  };
}

async function execute<C extends WithoutAccount<Command>>(
  this: FastifyRequest,
  command: C,
): Promise<Result<C["type"]>> {
  const whole = { ...command, accountId: this.caller.accountId } as unknown as Command;
  const outcome: Outcome = await this.submit(whole);
  return accepted(outcome) as Result<C["type"]>;
}

function actorOf({ caller, id, ip }: FastifyRequest): Actor {
  return { keyId: caller.keyId, name: caller.keyName, requestId: id, address: ip };
}
