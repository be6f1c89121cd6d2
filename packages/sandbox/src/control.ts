import { FAULTS, type Fault, type FaultRule } from "./faults.ts";
import { SandboxError } from "./error.ts";
import { decimalField, integerField, optionalInteger, optionalText, textField, type Fields } from "./input.ts";
import { idParam, type Call, type Reply, type Route } from "./route.ts";
import type { Sandbox } from "./port.ts";
import { isLosslessNumber } from "lossless-json";

type Controlled = Omit<Sandbox, "url" | "stop" | "idle">;

/** The sandbox's own switches under `/sandbox`, for people with curl: the same as its methods. They need no token. */
export function controlRoutes(sandbox: Controlled): Route[] {
  return [
    route("GET", /^\/sandbox\/truth$/, () => ({ body: sandbox.truth() })),
    route("POST", /^\/sandbox\/wallets$/, ({ body }) => {
      const id = optionalInteger(body, "id");
      const type = optionalText(body, "type") ?? "PREPAID";
      if (type !== "PREPAID" && type !== "POSTPAID") {
        throw new SandboxError("VALIDATION_FAILURE", "type must be PREPAID or POSTPAID");
      }
      const balance = body["balance"] === undefined ? "0" : decimalField(body, "balance");
      const added = sandbox.addWallet({
        currency: textField(body, "currency"),
        balance,
        type,
        ...(id === null ? {} : { id }),
      });
      return { status: 201, body: { id: added } };
    }),
    route("POST", /^\/sandbox\/wallets\/(\d+)\/(debits|credits)$/, (call) => {
      const move = call.params[1] === "debits" ? sandbox.debit : sandbox.credit;
      const reference = optionalText(call.body, "reference_number");
      const remarks = optionalText(call.body, "remarks");
      const moved = move(idParam(call), decimalField(call.body, "amount"), {
        ...(reference === null ? {} : { reference }),
        ...(remarks === null ? {} : { remarks }),
      });
      return { status: 201, body: moved };
    }),
    route("POST", /^\/sandbox\/orders\/(\d+)\/deliveries$/, (call) => {
      sandbox.deliver(idParam(call), integerField(call.body, "quantity"));
      return { status: 204 };
    }),
    route("POST", /^\/sandbox\/orders\/(\d+)\/(fail|cancel)$/, (call) => {
      if (call.params[1] === "fail") sandbox.failOrder(idParam(call));
      else sandbox.cancelOrder(idParam(call));
      return { status: 204 };
    }),
    route("GET", /^\/sandbox\/faults$/, () => ({ body: shown(sandbox.faults()) })),
    route("PUT", /^\/sandbox\/faults$/, ({ body }) => {
      sandbox.setFaults(faultsOf(body));
      return { body: shown(sandbox.faults()) };
    }),
    route("DELETE", /^\/sandbox\/faults$/, () => {
      sandbox.clearFaults();
      return { status: 204 };
    }),
    route("POST", /^\/sandbox\/clock$/, ({ body }) => {
      sandbox.moveClock(integerField(body, "by_ms"));
      return { status: 204 };
    }),
    route("PUT", /^\/sandbox\/hook$/, ({ body }) => {
      sandbox.setHook(textField(body, "url"), textField(body, "secret"));
      return { status: 204 };
    }),
  ];
}

function route(method: string, path: RegExp, answer: (call: Call) => Reply): Route {
  return { operation: "control", method, path, limit: null, needsToken: false, answer };
}

const RULE_NUMBERS = {
  probability: "probability",
  count: "count",
  after_ms: "afterMs",
  for_ms: "forMs",
  delay_ms: "delayMs",
  retry_after_seconds: "retryAfterSeconds",
  wallet_id: "walletId",
} as const satisfies Readonly<Record<string, keyof FaultRule>>;

/** `{"drop_webhook":{"probability":0.1,"count":3},"server_error":null}` */
function faultsOf(body: Fields): Partial<Record<Fault, FaultRule | null>> {
  return Object.fromEntries(
    Object.entries(body).map(([name, rule]) => {
      if (!FAULTS.some((fault) => fault === name)) {
        throw new SandboxError("VALIDATION_FAILURE", `${name} is no fault; there are ${FAULTS.join(", ")}`);
      }
      return [name, rule === null ? null : ruleOf(name, rule)];
    }),
  );
}

/** The rules in the form in which they are set. */
function shown(rules: Partial<Record<Fault, FaultRule>>): unknown {
  return Object.fromEntries(
    Object.entries(rules).map(([fault, rule]) => [
      fault,
      {
        ...Object.fromEntries(Object.entries(RULE_NUMBERS).map(([wire, key]) => [wire, rule[key]])),
        only: rule.only,
      },
    ]),
  );
}

function ruleOf(fault: string, given: unknown): FaultRule {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new SandboxError("VALIDATION_FAILURE", `${fault} must be an object or null`);
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (name === "only" && Array.isArray(value)) return ["only", value.map(String)];
      const key = Object.entries(RULE_NUMBERS).find(([wire]) => wire === name)?.[1];
      const number = isLosslessNumber(value) ? Number(value.toString()) : Number.NaN;
      if (key === undefined || !Number.isFinite(number) || number < 0) {
        throw new SandboxError("VALIDATION_FAILURE", `${fault}.${name} is not understood`);
      }
      return [key, number];
    }),
  );
}
