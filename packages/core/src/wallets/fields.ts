import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Violation } from "../outcome.ts";
import { parseAmount, type Amount } from "../money/amount.ts";
import { decimalText } from "../money/decimal-text.ts";
import { parseDecimal } from "../money/decimal.ts";
import { amountMessage, tooLarge } from "../money/problem.ts";

/** @limit Domain: features of a wallet. */
const MAX_FEATURES_PER_WALLET = 100;

/**
 * Successive PATCH requests must not let metadata grow beyond the size of one request.
 * @limit Domain: keys of a wallet's stored metadata.
 */
const MAX_METADATA_KEYS = 50;
/** @limit Domain: characters of a wallet's stored metadata as JSON. */
const MAX_METADATA_LENGTH = 16 * 1_024;

export function metadataProblem(metadata: string): Violation[] {
  const keys = Object.keys(JSON.parse(metadata) as object).length;
  if (keys <= MAX_METADATA_KEYS && metadata.length <= MAX_METADATA_LENGTH) return [];
  const message = `metadata must have at most ${MAX_METADATA_KEYS} keys and ${MAX_METADATA_LENGTH} characters of JSON`;
  return [{ field: "metadata", message }];
}

/** `undefined` is the default (no overdraft), `null` is unlimited. */
export function overdraftProblem(input: unknown, scale: number): Violation[] {
  if (input === undefined || input === null) return [];
  const limit = parseAmount(input, scale);
  if (!limit.ok) {
    return [{ field: "overdraft_limit", message: amountMessage(limit.problem, scale, "overdraft_limit") }];
  }
  return limit.value < 0n ? [{ field: "overdraft_limit", message: "overdraft_limit must not be negative" }] : [];
}

/** Call after `overdraftProblem` found nothing. */
export function parseOverdraft(input: unknown, scale: number): Amount | null {
  if (input === undefined) return 0n;
  if (input === null) return null;
  const limit = parseAmount(input, scale);
  return limit.ok ? limit.value : 0n;
}

/** `undefined` and `null` are none. */
export function expectedSpendProblem(input: unknown, scale: number): Violation[] {
  if (input === undefined || input === null) return [];
  const field = "expected_daily_spend";
  const spend = parseAmount(input, scale);
  if (!spend.ok) return [{ field, message: amountMessage(spend.problem, scale, field) }];
  return spend.value > 0n ? [] : [{ field, message: `${field} must be greater than zero` }];
}

/** Call after `expectedSpendProblem` found nothing. */
export function parseExpectedSpend(input: unknown, scale: number): Amount | null {
  const spend = input === undefined || input === null ? null : parseAmount(input, scale);
  return spend?.ok ? spend.value : null;
}

export function conversionRateProblem(input: unknown): Violation[] {
  if (input === undefined) return [];
  const rate = parseDecimal(input);
  if (rate.ok && rate.value.units > 0n) return [];
  const field = "conversion_rate";
  return [{ field, message: tooLarge(input, field) ?? `${field} must be a decimal greater than zero` }];
}

/** The rate's text as given, 1 by default. Call after `conversionRateProblem` found nothing. */
export function rateText(input: unknown): string {
  return decimalText(input) ?? "1";
}

export function featureProblems(draft: Draft, accountId: number, featureIds: readonly string[]): Violation[] {
  if (featureIds.length > MAX_FEATURES_PER_WALLET) {
    const message = `feature_ids must name at most ${MAX_FEATURES_PER_WALLET} features`;
    return [{ field: "feature_ids", message }];
  }
  draft.require(featureIds.map((id) => row("features", accountId, id)));
  return featureIds.flatMap((id) => {
    const feature = draft.get("features", accountId, id);
    return feature && feature.deletedAt === null
      ? []
      : [{ field: "feature_ids", message: `there is no feature ${id}` }];
  });
}
