import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MUTATIONS } from "../../scripts/mutation-list.mjs";
import { ROOT } from "./markdown.ts";

it.each(MUTATIONS)("the mutation “$name” names a line of the present code and tests that exist", (mutation) => {
  const text = readFileSync(join(ROOT, mutation.file), "utf8");
  expect(text.split(mutation.from)).toHaveLength(2);
  expect(mutation.tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
