import type { PreviewedWallet } from "@plimsoll/client";
import { amountText, typedAmount } from "../words/amounts.ts";
import { pushedApart } from "../parts/chart-layout.ts";
import { shortWord } from "../words/levels.ts";
import { pixelValue } from "../words/pixels.ts";
import { hasText, LEVELS, type SettingsForm } from "./form.ts";
import { isolated, sentence } from "../words/isolated.ts";

/** @nolimit The picture's size in pixels. */
const HEIGHT = 316;
const WIDTH = 236;
const TOP = 20;
const BOTTOM = 296;
const AXIS = 92;
/** @limit Dashboard: wallets that the preview of alert settings draws. */
const MAX_DRAWN = 12;

interface ScaleProps {
  readonly form: SettingsForm;
  readonly wallets: readonly PreviewedWallet[];
}

/** Levels as lines and the wallets' present balances as dots, on one scale. */
export function Scale({ form, wallets }: ScaleProps) {
  if (form.unit !== "threshold") return null;
  const lines = LEVELS.flatMap((name) => {
    const row = form.levels[name];
    const value = hasText(row) ? pixelValue(typedAmount(row.text)) : Number.NaN;
    return Number.isFinite(value) ? [{ name, value }] : [];
  });
  const drawn = wallets.slice(0, MAX_DRAWN);
  if (lines.length === 0 && drawn.length === 0) return null;
  const highest = Math.max(...lines.map(({ value }) => value), 0);
  const lowest = Math.min(...lines.map(({ value }) => value), 0);
  // Wallets far above the levels are at the top edge, so that the levels keep their room.
  const limit = highest > 0 ? highest * 1.8 : Math.max(...drawn.map((wallet) => pixelValue(wallet.available)), 1);
  const place = (value: number) => {
    const share = (Math.min(Math.max(value, lowest), limit) - lowest) / (limit - lowest || 1);
    return BOTTOM - share * (BOTTOM - TOP);
  };
  const words = pushedApart(
    lines.map(({ value }) => place(value)),
    TOP,
    BOTTOM,
  );
  const dots = spread(
    drawn.map((wallet) => ({ wallet, y: place(pixelValue(wallet.available)) })).toSorted((a, b) => a.y - b.y),
  );
  return (
    <svg
      className="scale"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="Levels and the wallets' present balances on one scale"
    >
      <path d={`M${AXIS} 8V${HEIGHT - 8}`} className="scale-axis" />
      {lines.map(({ name, value }, index) => (
        <g key={name} className={`scale-level ${name}`}>
          <path d={`M0 ${place(value)}H${WIDTH}`} />
          <text x="0" y={(words[index] ?? 0) - 4}>
            {shortWord(name)}
          </text>
        </g>
      ))}
      {dots.map(({ wallet, y, labelY }) => (
        <g key={wallet.wallet_id} className={`scale-wallet ${wallet.state_after}`}>
          <circle cx={AXIS} cy={y} r="4" />
          <text x={AXIS + 10} y={labelY + 4}>
            {wallet.name.length > 22 ? `${isolated(wallet.name.slice(0, 21))}…` : isolated(wallet.name)}
            <title>{sentence`${wallet.name}: ${amountText(wallet.available)} ${wallet.currency}`}</title>
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Pushes labels apart that would overlap, keeping their order. */
function spread<T extends { readonly y: number }>(items: readonly T[]): (T & { readonly labelY: number })[] {
  let last = -Infinity;
  return items.map((item) => {
    last = Math.max(item.y, last + 14);
    return { ...item, labelY: last };
  });
}
