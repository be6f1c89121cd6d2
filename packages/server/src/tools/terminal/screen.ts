import { styleText } from "node:util";

/** What a command prints to. */
export interface Screen {
  /** The terminal's columns; null when the output goes elsewhere, which nothing is shortened for. */
  readonly columns: number | null;
  /** The terminal's lines; null when the output goes elsewhere. */
  readonly lines: number | null;
  readonly colour: boolean;
}

export const PLAIN: Screen = { columns: null, lines: null, colour: false };

export type Style = "red" | "yellow" | "green" | "cyan" | "dim" | "bold";

/** The text in a style, on a screen that has colours. */
export function styled({ colour }: Pick<Screen, "colour">, style: Style | null, text: string): string {
  return colour && style !== null && text !== "" ? styleText(style, text, { validateStream: false }) : text;
}
