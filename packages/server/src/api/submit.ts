import type { FastifyRequest } from "fastify";
import { isAudited, type Actor, type Command } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Submits a command with the caller as its actor, so that no route can forget the audit log. */
    submit: Committer["submit"];
  }
}

/** `FastifyRequest.submit` of an application. */
export function submitOf(committer: Pick<Committer, "submit">): Committer["submit"] {
  return function submit<C extends Command>(this: FastifyRequest, command: C) {
    return committer.submit(isAudited(command.type, this.isPerson) ? { ...command, actor: actorOf(this) } : command);
  };
}

function actorOf({ caller, id, ip }: FastifyRequest): Actor {
  return { keyId: caller.keyId, name: caller.keyName, requestId: id, address: ip };
}
