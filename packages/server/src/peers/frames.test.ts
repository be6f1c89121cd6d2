import { serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadFrame, frameOf, FrameReader, MAX_FRAME_BYTES } from "./frames.ts";

const VALUES = [
  { type: "answers", answers: [[1, { ok: true, value: { balance: 12_345_678_901_234_567_890n } }]] },
  7,
  "",
];

describe("messages between processes", () => {
  it("arrive whole, however they are cut", () => {
    const bytes = Buffer.concat(VALUES.map(framed));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const reader = new FrameReader();
        const read = places.slice(1).flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
        expect(read).toEqual(VALUES);
      }),
    );
  });

  it("are refused by their length, before they have arrived", () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(MAX_FRAME_BYTES + 1);
    expect(() => new FrameReader().push(length)).toThrow(BadFrame);
  });

  it("are not made when they are too large", () => {
    expect(frameOf("x".repeat(MAX_FRAME_BYTES + 1))).toBeNull();
    expect(frameOf("x".repeat(1_000))).not.toBeNull();
  });

  it("are not made of what cannot be sent", () => {
    expect(frameOf({ call: () => undefined })).toBeNull();
  });

  it.each([
    ["noise", Buffer.from([1, 2, 3, 4, 5])],
    ["half a value", serialize({ type: "submit", commands: ["x".repeat(100)] }).subarray(0, 40)],
    ["nothing", Buffer.alloc(0)],
  ])("are refused when they are %s", (_, body) => {
    const frame = Buffer.alloc(4 + body.length);
    frame.writeUInt32BE(body.length);
    body.copy(frame, 4);
    expect(() => new FrameReader().push(frame)).toThrow(BadFrame);
  });
});

function framed(value: unknown): Buffer {
  return frameOf(value) ?? Buffer.alloc(0);
}
