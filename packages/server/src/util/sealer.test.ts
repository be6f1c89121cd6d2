import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSealer, type SealedPlace } from "./sealer.ts";
import type { Sealed } from "@plimsoll/core";

const sealer = createSealer(randomBytes(32));
const PLACE: SealedPlace = { accountId: 1, use: "endpoint's secret", id: "ep_1" };

describe("a sealed value", () => {
  const sealed = sealer.seal("whsec_1", PLACE);

  it("is opened where it was sealed for, and shows nothing", () => {
    expect(sealer.unseal(sealed, PLACE)).toBe("whsec_1");
    expect(sealed).not.toContain("whsec_1");
  });

  it.each<[string, SealedPlace]>([
    ["row", { ...PLACE, id: "ep_2" }],
    ["account", { ...PLACE, accountId: 2 }],
    ["column", { ...PLACE, use: "provider's webhook secret" }],
  ])("that was moved to another %s is refused in words", (_, place) => {
    expect(() => sealer.unseal(sealed, place)).toThrow(
      `the ${place.use} (${place.id} of account ${place.accountId}) cannot be opened: it was sealed for another row`,
    );
  });

  it("that has changed, or is of another key, is refused in words", () => {
    const other = createSealer(randomBytes(32));
    expect(() => other.unseal(sealed, PLACE)).toThrow("with another secret key");
    expect(() => sealer.unseal(`${sealed.slice(0, -8)}AAAAAAA=` as Sealed, PLACE)).toThrow("has changed since");
    expect(() => sealer.unseal("v1" as Sealed, PLACE)).toThrow("is not a sealed value");
  });
});
