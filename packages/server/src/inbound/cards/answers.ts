import { available, RESPONSE_CODES, type Wallet } from "@plimsoll/core";

/** The code is in both places where issuers' documentation expects it. */
export function approval(balance: string | null = null): string {
  const data = balance === null ? '{"responseCode":"00"}' : `{"responseCode":"00","balance":${balance}}`;
  return `{"statusCode":200,"responseCode":"${RESPONSE_CODES.approved}","data":${data}}`;
}

export function refusal(responseCode: string): string {
  return `{"statusCode":400,"responseCode":"${responseCode}","data":{"responseCode":"${responseCode}"}}`;
}

export function answerOf(responseCode: string): string {
  return responseCode === RESPONSE_CODES.approved ? approval() : refusal(responseCode);
}

/** What is available in whole major units, rounded down, as the digits of a JSON number. */
export function majorUnits(wallet: Pick<Wallet, "balance" | "held" | "assetScale" | "waitingLow">): string {
  const one = 10n ** BigInt(wallet.assetScale);
  // While events wait, the lowest balance that may be the true one.
  const free = available(wallet) + wallet.waitingLow;
  const whole = free / one;
  return String(free < 0n && whole * one !== free ? whole - 1n : whole);
}
