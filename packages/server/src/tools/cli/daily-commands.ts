import { ALERT_STATES, EVENT_TYPES, PROVIDER_KINDS, TOPUP_STATUSES, type EventType } from "@plimsoll/contract";
import { Argument, type Command } from "commander";
import { readConfig } from "../../config.ts";
import { SHELLS, type Shell } from "../completion/scripts.ts";
import type { State } from "../daily/states.ts";
import type { TopupStatus } from "../daily/topups.ts";
import type { AddProviderOptions } from "./providers.ts";
import type { Io } from "./io.ts";
import { accessOf, choice, wholeNumber, withAccess, withSettings, type AccessFlags } from "./settings-flags.ts";

interface Common extends AccessFlags {
  readonly json: boolean;
}

type Settle = (code: number) => void;

/** @limit Process: changes of state that `alerts --history` shows. */
const MAX_HISTORY = 100_000;
/** @limit Process: times that `listen` delivers an event that is refused. */
const MAX_ATTEMPTS = 100;
/** @limit Process: minutes of an acknowledgement, one year. */
const MAX_MINUTES = 525_600;

/** What a person does in a day: over the API of a running server. */
export function addDaily(program: Command, io: Io, settle: Settle): void {
  addStatus(program, io, settle);
  addAlerts(program, io, settle);
  addTopups(program, io, settle);
  addProviders(program, io, settle);
  addEvents(program, io, settle);
  addCompletion(program, io);
}

/** A command that speaks the API, and prints JSON where a script reads it. */
function spoken(command: Command, json = "print JSON"): Command {
  return withAccess(command).option("--json", json, false);
}

function addStatus(program: Command, io: Io, settle: Settle): void {
  interface StatusFlags extends Common {
    readonly search?: string;
    readonly provider?: string;
    readonly currency?: string;
    readonly feature?: string;
    readonly state?: State;
    readonly stale?: boolean;
    readonly watch: boolean;
  }
  spoken(
    program
      .command("status")
      .description("Show every wallet, the worst first: balance, state, how long it lasts, when it was seen."),
    "print one JSON document; with --watch a line of JSON for each wallet that changes",
  )
    .option("--search <text>", "wallets with this text in their name or the provider's id")
    .option("--provider <id>", "of one provider")
    .option("--currency <code>", "in one currency")
    .option("--feature <id>", "of one feature")
    .addOption(choice("--state <state>", "in one state", ALERT_STATES))
    .option("--stale", "whose balance is too old")
    .option("--watch", "keep it up to date until a signal; where the output is no terminal, print what changes", false)
    .action(async ({ search, ...flags }: StatusFlags) => {
      const { status } = await import("./status.ts");
      settle(await status({ ...flags, q: search, access: accessOf(flags) }, io));
    });
}

function addAlerts(program: Command, io: Io, settle: Settle): void {
  const alerts = program.command("alerts").description("Show what is not ok, and acknowledge it.");
  interface ListFlags extends Common {
    readonly history: boolean;
    readonly wallet?: string;
    readonly limit: string;
  }
  spoken(
    alerts.command("list", { isDefault: true }).description("Show the open alerts, the worst first (the default)."),
  )
    .option("--history", "the newest changes of state in place of the open alerts", false)
    .option("--wallet <id>", "of one wallet")
    .option("--limit <number>", "how many changes of the history", "50")
    .action(async ({ history, wallet, limit, json, ...flags }: ListFlags) => {
      const { alerts: print } = await import("./alerts.ts");
      const options = { history, wallet: walletId(wallet), limit: wholeNumber("--limit", limit, MAX_HISTORY, 1), json };
      settle(await print({ ...options, access: accessOf(flags) }, io));
    });
  spoken(
    alerts
      .command("ack <episode-or-wallet>")
      .description("Acknowledge an episode, or the open ones of a wallet: reminders and escalations stop."),
    "print each episode as a line of JSON",
  )
    .option("--note <text>", "what is being done about it")
    .option("--minutes <number>", "until it counts as not acknowledged again")
    .action(async (what: string, { note, minutes, json, ...flags }: Common & { note?: string; minutes?: string }) => {
      const { acknowledge } = await import("./alerts.ts");
      const until = minutes === undefined ? undefined : wholeNumber("--minutes", minutes, MAX_MINUTES, 1);
      settle(await acknowledge({ what, note, minutes: until, json, access: accessOf(flags) }, io));
    });
}

function addTopups(program: Command, io: Io, settle: Settle): void {
  const topups = program.command("topups").description("Show top-ups, and move them on; no command moves money.");
  spoken(topups.command("list", { isDefault: true }).description("Show the top-ups that are not over (the default)."))
    .option("--wallet <id>", "of one wallet")
    .addOption(choice("--status <status>", "of one status, also over", TOPUP_STATUSES))
    .action(async ({ wallet, status, json, ...flags }: Common & { wallet?: string; status?: TopupStatus }) => {
      const { topups: print } = await import("./topups.ts");
      settle(await print({ wallet: walletId(wallet), status, json, access: accessOf(flags) }, io));
    });
  const actions = [
    ["approve", "Approve a top-up."],
    ["send", "Report that a top-up's money has been sent."],
    ["cancel", "Cancel a top-up."],
  ] as const;
  for (const [action, description] of actions) {
    const command = spoken(topups.command(`${action} <id>`).description(description), "print the top-up as JSON");
    if (action !== "cancel") {
      command
        .option("--reference <text>", "what the credit will carry as its reference")
        .option("--expected-at <time>", "when the credit should be there, RFC 3339");
    }
    command.action(async (id: string, flags: Common & { reference?: string; expectedAt?: string }) => {
      const { actOnTopup } = await import("./topups.ts");
      const { reference, expectedAt, json } = flags;
      settle(await actOnTopup({ action, id, reference, expectedAt, json, access: accessOf(flags) }, io));
    });
  }
}

function addProviders(program: Command, io: Io, settle: Settle): void {
  const providers = program.command("providers").description("Show, connect, check and poll providers.");
  spoken(providers.command("list", { isDefault: true }).description("Show the providers (the default).")).action(
    async ({ json, ...flags }: Common) => {
      const { listProviders } = await import("./providers.ts");
      settle(await listProviders({ json, access: accessOf(flags) }, io));
    },
  );
  type AddFlags = Common &
    Pick<AddProviderOptions, "name" | "baseUrl" | "credential" | "webhookSecret" | "settings"> & { cadence?: string };
  const secret =
    "${VARIABLE} of the environment, @file, or the secret itself, which others on this machine can then read";
  const gather = (value: string, earlier: readonly string[]) => [...earlier, value];
  spoken(
    providers
      .command("add")
      .description("Connect a provider. On a terminal it prompts for credentials that are not given."),
    "print the provider as JSON",
  )
    .addArgument(new Argument("<kind>", "the kind of provider").choices(PROVIDER_KINDS))
    .requiredOption("--name <text>", "what it is called")
    .option("--base-url <url>", "of its API; the vendor's own by default, where it has one")
    .option("--credential <name=source>", `a credential, may be repeated. Source: ${secret}`, gather, [])
    .option("--webhook-secret <source>", `what its webhooks are signed with: ${secret}`)
    .option("--cadence <seconds>", "between two polls")
    .option("--settings <json>", "the settings of http-json and sudo: JSON, or @file")
    .action(async (kind: AddProviderOptions["kind"], { cadence, ...flags }: AddFlags) => {
      const { addProvider } = await import("./providers.ts");
      const seconds = cadence === undefined ? undefined : wholeNumber("--cadence", cadence, 86_400, 5);
      settle(await addProvider({ ...flags, kind, cadence: seconds, access: accessOf(flags) }, io));
    });
  spoken(
    providers
      .command("test <id>")
      .description("Check a provider's connection from the server; exit 1 when anything is wrong."),
  ).action(async (id: string, { json, ...flags }: Common) => {
    const { testProvider } = await import("./providers.ts");
    settle(await testProvider({ id, json, access: accessOf(flags) }, io));
  });
  spoken(
    providers.command("sync <id>").description("Poll a provider now; exit 1 when a balance could not be read."),
  ).action(async (id: string, { json, ...flags }: Common) => {
    const { syncProvider } = await import("./providers.ts");
    settle(await syncProvider({ id, json, access: accessOf(flags) }, io));
  });
}

interface Following extends Common {
  readonly since?: string;
  readonly after?: string;
}

/** The options of a command that follows events. */
function following(command: Command, json: string): Command {
  return spoken(command, json)
    .option("--since <time>", "begin with the events at or after it, RFC 3339; with those from now on by default")
    .option("--after <position>", "begin after this position, which a command prints when it is stopped");
}

function beginning({ since, after }: Pick<Following, "since" | "after">): {
  since: string | undefined;
  after: number | undefined;
} {
  if (since !== undefined && after !== undefined) throw new Error("--since and --after cannot be combined");
  return { since, after: after === undefined ? undefined : wholeNumber("--after", after, Number.MAX_SAFE_INTEGER) };
}

function addEvents(program: Command, io: Io, settle: Settle): void {
  const events = program.command("events").description("Follow the account's events.");
  following(
    events.command("tail", { isDefault: true }).description("Print events as they happen, until a signal."),
    "print each event as a line of JSON, as endpoints receive it",
  )
    .option("--type <list>", "comma-separated types; every type by default")
    .action(async ({ type, json, ...flags }: Following & { type?: string }) => {
      const { tailEvents } = await import("./events.ts");
      const types = eventTypes("--type", type);
      settle(await tailEvents({ types, json, ...beginning(flags), access: accessOf(flags) }, io));
    });

  following(
    withSettings(
      program
        .command("listen")
        .description(
          "Deliver events to a local server, in order, signed, with retries, until a signal; no endpoint needed.",
        ),
      ["webhookSecret"],
    ),
    "print each attempt as a line of JSON",
  )
    .requiredOption("--forward-to <url>", "where they go")
    .option("--types <list>", "comma-separated types; every type by default")
    .option("--max-attempts <number>", "times that an event is delivered that is refused", "3")
    .action(async (flags: Following & { forwardTo: string; types?: string; secret?: string; maxAttempts: string }) => {
      const { listen } = await import("./listen.ts");
      const options = {
        forwardTo: flags.forwardTo,
        types: eventTypes("--types", flags.types),
        secret: webhookSecret(flags),
        maxAttempts: wholeNumber("--max-attempts", flags.maxAttempts, MAX_ATTEMPTS, 1),
        json: flags.json,
      };
      settle(await listen({ ...options, ...beginning(flags), access: accessOf(flags) }, io));
    });

  spoken(
    withSettings(
      program
        .command("trigger")
        .description(
          "Send a sample event to the account's endpoints, or to a local server; exit 1 when it is not accepted.",
        ),
      ["webhookSecret"],
    ),
    "print each attempt as a line of JSON",
  )
    .addArgument(new Argument("[event]", "its type; without it the types are listed").choices(EVENT_TYPES))
    .option("--endpoint <id>", "one endpoint; every enabled one by default")
    .option("--forward-to <url>", "a local server in place of endpoints, without the API")
    .action(async (type: EventType | undefined, flags: Common & TriggerFlags) => {
      if (type === undefined) {
        for (const each of EVENT_TYPES) io.print(each);
        return;
      }
      const { endpoint, forwardTo, json } = flags;
      if (endpoint !== undefined && forwardTo !== undefined) {
        throw new Error("--endpoint and --forward-to cannot be combined");
      }
      const { trigger } = await import("./trigger.ts");
      const options = { type, endpoint, forwardTo, json, secret: webhookSecret(flags) };
      settle(await trigger({ ...options, access: accessOf(flags) }, io));
    });
}

interface TriggerFlags {
  readonly endpoint?: string;
  readonly forwardTo?: string;
  readonly secret?: string;
}

function addCompletion(program: Command, io: Io): void {
  program
    .command("completion")
    .description("Print a script that completes commands and options: source <(plimsoll completion bash)")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { commandTree } = await import("../completion/command-tree.ts");
      const { completionScript } = await import("../completion/scripts.ts");
      io.print(completionScript(shell, commandTree(program)));
    });
}

function webhookSecret({ secret }: { readonly secret?: string }): string | null {
  return readConfig({ webhookSecret: secret }).webhookSecret;
}

function walletId(text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber("--wallet", text, Number.MAX_SAFE_INTEGER, 1);
}

function eventTypes(flag: string, list: string | undefined): EventType[] {
  if (list === undefined) return [];
  return list.split(",").map((text) => {
    const type = EVENT_TYPES.find((each) => each === text.trim());
    if (type === undefined)
      throw new Error(`${flag}: there is no event type "${text.trim()}"; plimsoll trigger lists them`);
    return type;
  });
}
