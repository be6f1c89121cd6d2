import type { Level, Settings } from "./alert-oracle.ts";
import { decimal } from "./money.ts";
import type { Random } from "./random.ts";

/** Settings of 1 to 4 levels around `middle` units, strictly ordered. */
export function randomSettings(random: Random, middle: number, scale: number): Settings {
  const condition = random.chance(0.85) ? "below" : "above";
  const steps = random.shuffled([0.1, 0.3, 0.5, 0.7, 0.9, 1.2, 1.6]).slice(0, 4);
  const ordered = steps.toSorted((a, b) => (condition === "below" ? a - b : b - a));
  const [block, critical, warning, info] = ordered.map((step): Level => ({
    threshold: decimal(BigInt(Math.round(middle * step)), scale),
    condition,
  }));
  if (!block || !critical || !warning || !info) throw new Error("four levels");
  return {
    alert_enabled: random.chance(0.9),
    critical,
    block: random.chance(0.4) ? block : null,
    warning: random.chance(0.7) ? warning : null,
    info: random.chance(0.7) ? info : null,
  };
}
