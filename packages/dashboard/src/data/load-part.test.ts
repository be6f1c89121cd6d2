import { describe, expect, it } from "vitest";
import { loadPart, PartMissing, type Surroundings } from "./load-part.ts";

interface Given {
  readonly isLost?: boolean;
  /** What the server is found to be, one time after another; after these it is reached. */
  readonly reached?: readonly boolean[];
  readonly fails?: boolean;
  readonly mayReload?: boolean;
}

/** A part that is loaded in these surroundings, and what is done for it. */
function part({ isLost = false, reached = [], fails = false, mayReload = true }: Given) {
  const done: string[] = [];
  const left = [...reached];
  const around: Surroundings = {
    isServerLost: () => isLost,
    isServerReached: async () => left.shift() ?? true,
    wait: async (failures) => void done.push(`wait ${failures}`),
    reload: () => {
      done.push("reload");
      return mayReload;
    },
  };
  const load = async (): Promise<string> => {
    done.push("load");
    if (fails) throw new TypeError("Failed to fetch dynamically imported module");
    return "part";
  };
  return { done, loaded: loadPart(load, around) };
}

describe("a part of the program", () => {
  it("is loaded at once while the server is heard", async () => {
    const { done, loaded } = part({ reached: [false] });
    expect(await loaded).toBe("part");
    expect(done).toEqual(["load"]);
  });

  it("is not requested before a server that was lost is back", async () => {
    const { done, loaded } = part({ isLost: true, reached: [false, false, true] });
    expect(await loaded).toBe("part");
    expect(done).toEqual(["wait 0", "wait 1", "load"]);
  });

  it("that did not come loads the page again, once the server is back", async () => {
    const { done } = part({ fails: true, reached: [false, true] });
    await expect.poll(() => done).toEqual(["load", "wait 0", "reload"]);
  });

  it("that did not come after that either fails in words", async () => {
    const { loaded } = part({ fails: true, mayReload: false });
    await expect(loaded).rejects.toBeInstanceOf(PartMissing);
  });
});
