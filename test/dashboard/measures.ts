import type { Page } from "playwright-core";

/** What the design allows a page to shift. */
export const MAX_SHIFT = 0.02;

interface Measured {
  shifted?: number;
  /** The beginnings of the texts that moved. */
  moved?: string[];
  slowest?: number;
}

interface Entry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: { readonly textContent: string | null } | null }[];
  readonly duration: number;
  readonly interactionId: number;
}

/** Begins to measure a page: what has shifted since its navigation, and how long its answers to input take. */
export async function measure(page: Page): Promise<void> {
  await page.evaluate(() => {
    const view = globalThis as Measured;
    view.shifted = 0;
    view.moved = [];
    view.slowest = 0;
    const observe = (options: object, each: (entry: Entry) => void) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) each(entry as unknown as Entry);
      }).observe(options as { entryTypes: [] });
    observe({ type: "layout-shift", buffered: true }, ({ value, hadRecentInput, sources }) => {
      if (hadRecentInput) return;
      view.shifted = (view.shifted ?? 0) + value;
      for (const { node } of sources)
        view.moved?.push(`${value.toFixed(3)} ${node?.textContent?.slice(0, 60) ?? "gone"}`);
    });
    // The shortest that a browser reports.
    observe({ type: "event", durationThreshold: 16 }, ({ duration, interactionId }) => {
      if (interactionId > 0) view.slowest = Math.max(view.slowest ?? 0, duration);
    });
  });
  await twoFrames(page);
}

/** The sum of shifts that follow no input. */
export async function shiftsOf(page: Page): Promise<number> {
  await twoFrames(page);
  return page.evaluate(() => (globalThis as Measured).shifted ?? 0);
}

/** What moved, for the message of a test that found too much of it. */
export function movedOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as Measured).moved ?? []);
}

/** The longest time, in milliseconds, from an input to the next frame that the browser painted. */
export async function slowestInput(page: Page): Promise<number> {
  await twoFrames(page);
  return page.evaluate(() => (globalThis as Measured).slowest ?? 0);
}

/** Observers are called after the frame of what they observe. */
async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const view = globalThis as unknown as { readonly requestAnimationFrame: (callback: () => void) => void };
    for (let frame = 0; frame < 2; frame += 1) await new Promise<void>((done) => view.requestAnimationFrame(done));
  });
}
