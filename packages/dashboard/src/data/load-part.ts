/** A part of the program that did not come from a server that can be reached. */
export class PartMissing extends Error {}

/** What loading a part needs of the page around it. */
export interface Surroundings {
  /** Whether the event stream has ended and has not begun again. */
  readonly isServerLost: () => boolean;
  readonly isServerReached: () => Promise<boolean>;
  /** Resolves when it is time to try again. */
  readonly wait: (failures: number) => Promise<void>;
  /** Loads the page again. False when that was done a short time ago. */
  readonly reload: () => boolean;
}

/**
 * Loads a part of the program when its server can be reached. Browsers keep the failure of a module for good, so that
 * after one, such as of a part that only an earlier version had, only a new load of the page helps.
 */
export async function loadPart<Part>(load: () => Promise<Part>, around: Surroundings): Promise<Part> {
  if (around.isServerLost()) await untilReached(around);
  try {
    return await load();
  } catch (error) {
    await untilReached(around);
    // The page ends, so what waits for the part must not see a failure first.
    if (around.reload()) await new Promise(() => undefined);
    throw new PartMissing("a part of the page did not come", { cause: error });
  }
}

async function untilReached(around: Surroundings): Promise<void> {
  for (let failures = 0; !(await around.isServerReached()); failures += 1) await around.wait(failures);
}
