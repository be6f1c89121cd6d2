import * as contract from "@plimsoll/contract";
import type { TSchema } from "typebox";
import { describe, expect, it } from "vitest";
import { validatorOf } from "./validation.ts";

interface Body extends TSchema {
  readonly title: string;
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Bodies of requests that name something, whatever else they say. */
const NAMING = Object.values<unknown>(contract)
  .filter((value) => typeof value === "object" && value !== null && "properties" in value && "title" in value)
  .map((value) => value as Body)
  .filter(({ title, properties }) => /^(Create|Update)/.test(title) && "name" in properties);

const BLANK = ["", " ", "   ", "\t\r\n", "\u00a0\u2003", "\u200b\u200b", "\u202e \u2066", "\ufeff"];
const NAMES = [" a ", "0", "–", "🎁", "名前", "\u202eabc"];

describe("a name", () => {
  it("is what these requests give", () => {
    const named = new Set(NAMING.map(({ title }) => title.replace(/^(Create|Update)/, "")));
    const others = ["ApiKey", "Campaign", "Channel", "Currency", "GatewayConnection", "Product", "Provider", "Route"];
    expect([...named].toSorted()).toEqual([...others, "Feature", "Wallet"].toSorted());
  });

  it.each(NAMING.map((body) => [body.title, body] as const))("of %s shows something", (_title, body) => {
    const problems = (name: string) =>
      validatorOf(body)({ name })
        .filter(({ field }) => field === "name")
        .map(({ message }) => message);
    expect(BLANK.map(problems)).toEqual(BLANK.map(() => ["name must not be blank"]));
    expect(NAMES.map(problems)).toEqual(NAMES.map(() => []));
  });
});
