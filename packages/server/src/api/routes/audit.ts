import { AUDIT_RESOURCES, AuditEntry, AuditQuery } from "@plimsoll/contract";
import type { AuditFilter } from "../../store/port/audit.ts";
import { invalidField } from "../api-error.ts";
import { listOf, operationsOf, reading } from "../documented.ts";
import { NEWEST, sendList } from "../pages.ts";
import { periodOf } from "../period.ts";
import { auditEntryResource } from "../resources/audit-entry.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Audit log");

export function auditRoute(app: App, { reads }: Services): void {
  app.get(
    "/audit",
    {
      config: { scope: "admin" },
      ...operation("listAuditEntries", "List changes by people and keys, newest first", {
        description:
          "Every change of a resource, written in the same transaction. Debits, credits, holds and orders that an API key posts are in the lists of their own; those of a person in the dashboard are here too.",
        querystring: AuditQuery,
        response: reading(listOf(AuditEntry), "VALIDATION_FAILURE"),
      }),
    },
    async (request, reply) => {
      const { actor = null, resource } = request.query;
      const filter = {
        actor,
        resource: resource === undefined ? null : resourceOf(resource),
        ...periodOf(request.query),
      };
      return sendList(request, reply, {
        read: (page) => reads.auditLog(request.caller.accountId, filter, page),
        order: { key: ({ position }) => position, start: NEWEST },
        toJson: (entry) => JSON.stringify(auditEntryResource(entry)),
      });
    },
  );
}

function resourceOf(text: string): AuditFilter["resource"] {
  const colon = text.indexOf(":");
  const type = colon < 0 ? text : text.slice(0, colon);
  const known = AUDIT_RESOURCES.find((candidate) => candidate === type);
  if (known === undefined) {
    throw invalidField(
      "resource",
      `resource must be one of ${AUDIT_RESOURCES.join(", ")}, or one of them and an id, such as wallet:12`,
    );
  }
  return { type: known, id: colon < 0 ? null : text.slice(colon + 1) };
}
