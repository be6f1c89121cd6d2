import type { Topup } from "@plimsoll/client";
import { expect, test } from "vitest";
import { newestOnly } from "./newest.ts";

const topup = (id: string, status: Topup["status"]) => ({ id, status }) as Topup;

test("a top-up in two lists is the one of the list that was read last", () => {
  const initiated = { data: { items: [topup("a", "initiated"), topup("b", "initiated")] }, dataUpdatedAt: 1 };
  const approved = { data: { items: [topup("a", "approved")] }, dataUpdatedAt: 2 };
  const absent = { data: undefined, dataUpdatedAt: 0 };
  expect([...newestOnly([approved, initiated, absent])].map(({ id, status }) => `${id} ${status}`)).toEqual([
    "a approved",
    "b initiated",
  ]);
});
