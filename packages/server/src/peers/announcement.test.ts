import { describe, expect, it } from "vitest";
import { announcementOf, textOf } from "./announcement.ts";

const SAID = {
  id: "0123456789abcdef0123456789abcdef",
  host: "10.1.2.3",
  port: 4_781,
  version: "1.2.3",
  leaving: false,
};

describe("announcements", () => {
  it("are read as they were said", () => {
    expect(announcementOf(textOf(SAID))).toEqual(SAID);
    expect(announcementOf(textOf({ ...SAID, host: "fd00::1", leaving: true }))).toMatchObject({ leaving: true });
  });

  it.each([
    "",
    "null",
    "[]",
    "{",
    JSON.stringify({ ...SAID, id: "me" }),
    JSON.stringify({ ...SAID, port: 0 }),
    JSON.stringify({ ...SAID, port: 65_536 }),
    JSON.stringify({ ...SAID, port: "4781" }),
    JSON.stringify({ ...SAID, host: "a b" }),
    JSON.stringify({ ...SAID, host: "" }),
    JSON.stringify({ ...SAID, version: null }),
    JSON.stringify({ ...SAID, leaving: "no" }),
  ])("of others are ignored: %s", (text) => {
    expect(announcementOf(text)).toBeNull();
  });
});
