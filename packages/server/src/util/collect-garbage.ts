import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Collects garbage once. V8 collects only while it allocates, so an idle process would keep what its start has left: the
 * program's text, its code cache, and the schemas that were compiled.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (how?: object) => void;
  setFlagsFromString("--no-expose-gc");
  collect();
  // The last resort also gives back the space for young objects, which grows with a start and shrinks with nothing else.
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
