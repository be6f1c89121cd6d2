import { expect, it } from "vitest";
import { sentence } from "./isolated.ts";

it("says texts of others within words of ours, whose order they leave", () => {
  expect(sentence`Moved ${"USD 5"} from ${"Gift cards 🎁"} to ${7}.`).toBe("Moved USD 5 from Gift cards 🎁 to 7.");
  expect(sentence`Close ${"\u202eארנק\u2069"}?`).toBe("Close \u2068\ufffdארנק\ufffd\u2069?");
});
