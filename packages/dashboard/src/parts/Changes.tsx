import type { AuditEntry } from "@plimsoll/client";
import { Fragment } from "react";
import { changesOf, createdName } from "../words/settings-change.ts";
import { Isolated } from "./Isolated.tsx";
import { Arrow } from "./StateChange.tsx";

interface ChangesProps {
  readonly entry: AuditEntry;
  /** An amount of the currency of its levels, where that is known. */
  readonly sample?: string | undefined;
}

/** "Critical none to ≤ 12,000.00; name “a” to “b”" of a change in the audit log, else the name. */
export function Changes({ entry, sample }: ChangesProps) {
  return (
    <>
      <Isolated>{createdName(entry)}</Isolated>
      {changesOf(entry, sample).map(({ name, from, to }, index) => (
        <Fragment key={name}>
          {index > 0 && "; "}
          {name} {from} <Arrow /> {to}
        </Fragment>
      ))}
    </>
  );
}
