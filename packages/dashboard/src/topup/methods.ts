import type { Topup } from "@plimsoll/client";

export const METHOD_CHOICES = [
  ["wire", "Wire"],
  ["ach", "ACH"],
  ["card", "Card"],
  ["crypto", "Crypto"],
  ["other", "Other"],
] as const satisfies readonly (readonly [Topup["method"], string])[];
