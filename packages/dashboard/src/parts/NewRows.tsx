import { boundedText } from "../words/count.ts";

interface NewRowsProps {
  readonly count: number;
  /** What one is: "delivery". */
  readonly noun: string;
  readonly plural?: string | undefined;
  /** From how many on they are not counted. */
  readonly bound?: number | undefined;
  readonly onShow: () => void;
}

/** Says how many rows wait to come in, and lets them. It covers and moves nothing of the rows. */
export function NewRows({ count, noun, plural = pluralOf(noun), bound, onShow }: NewRowsProps) {
  if (count === 0) return null;
  return (
    <div className="new-rows">
      <button type="button" onClick={onShow}>
        {boundedText(count, bound)} new {count === 1 ? noun : plural} · <span>Show</span>
      </button>
    </div>
  );
}

function pluralOf(noun: string): string {
  return noun.endsWith("y") && !/[aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
