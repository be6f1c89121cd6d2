import { randomBytes } from "node:crypto";
import { connect as connectPlainly, createServer as createPlainServer, type AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import type { Command } from "@plimsoll/core";
import { pino } from "pino";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CommandFailed, QueueFull, type Committer } from "../store/commit/committer.ts";
import type { Presence } from "../store/port/store.ts";
import { StoreUnavailable, StoreUnreachable } from "../store/port/unavailable.ts";
import { textOf } from "./announcement.ts";
import { frameOf, FrameReader } from "./frames.ts";
import { Peers } from "./peers.ts";
import { clientSide, serverSide } from "./secure.ts";

const HOST = "127.0.0.1";
const VERSION = "1.2.3";

describe("processes that find each other", () => {
  it("carry out each command at its account's home, with its outcome", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join()];
    await linked(one, two);

    for (let accountId = 1; accountId <= 20; accountId += 1) {
      const homes = [one, two].map(({ peers }) => peers.homeOf(accountId));
      // Both name the same one, which names itself.
      expect(homes.filter((home) => home === null)).toHaveLength(1);
      const [away, there] = homes[0] === null ? [two, one] : [one, two];
      const answer = await away.submit(accountId);
      expect(answer).toEqual({ ok: true, value: { accountId, by: 12_345_678_901_234_567_890n } });
      expect(there.done).toContain(accountId);
      expect(away.done).not.toContain(accountId);
      expect(away.committed).toContain(accountId);
    }
  });

  it("keep the order of an account's commands, and send those of a turn together", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join()];
    await linked(one, two);
    const accountId = accountOf(one);

    await Promise.all(Array.from({ length: 600 }, (_, number) => one.submit(accountId, number)));

    expect(two.numbers).toEqual(Array.from({ length: 600 }, (_, number) => number));
    expect(two.taken).toEqual([256, 256, 88]);
  });

  it.each([
    ["QueueFull", new QueueFull(), QueueFull],
    ["StoreUnreachable", new StoreUnreachable("gone"), StoreUnreachable],
    ["StoreUnavailable", new StoreUnavailable("gone"), StoreUnavailable],
    ["CommandFailed", new CommandFailed("a bug"), CommandFailed],
    ["another error", new Error("a bug"), CommandFailed],
  ])("pass on %s as the committer's own", async (_, error, expected) => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join({ submit: () => Promise.reject(error) })];
    await linked(one, two);

    await expect(one.submit(accountOf(one))).rejects.toBeInstanceOf(expected);
  });

  it("refuse what is more than may be under way", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join({ submit: () => new Promise(() => undefined) })];
    await linked(one, two);
    const accountId = accountOf(one);

    const answers = Array.from({ length: 10_001 }, () => one.submit(accountId));
    for (const answer of answers) answer.catch(() => undefined);
    await expect(answers.at(-1)).rejects.toBeInstanceOf(QueueFull);
    expect(one.peers.underWay).toBe(10_000);
  });

  it("divide what is too large for one message, and keep what is too large alone", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join()];
    await linked(one, two);
    const accountId = accountOf(one);
    const megabytes = (count: number) => "x".repeat(count * 1_024 * 1_024);

    const fits = Promise.all([one.submit(accountId, 1, megabytes(9)), one.submit(accountId, 2, megabytes(9))]);
    await fits;
    expect(two.numbers).toEqual([1, 2]);
    await one.submit(accountId, 3, megabytes(17));
    expect(one.numbers).toEqual([3]);
  });
});

describe("a process that stops", () => {
  it("is handed nothing more, and answers what it has been handed", async () => {
    const hall = newHall();
    const release: (() => void)[] = [];
    const one = await hall.join();
    const two = await hall.join({
      submit: () => new Promise((resolve) => release.push(() => resolve({ ok: true } as never))),
    });
    await linked(one, two);
    const accountId = accountOf(one);
    const answer = one.submit(accountId);
    await vi.waitFor(() => expect(release).toHaveLength(1));

    const left = vi.fn<() => void>();
    const leaving = two.peers.leave().then(left);
    // Commands of the turn in which it says so are handed over before the goodbye.
    await vi.waitFor(() => expect(one.peers.homeOf(accountId)).toBeNull());
    expect(left).not.toHaveBeenCalled();
    for (const each of release) each();

    await expect(answer).resolves.toEqual({ ok: true });
    await leaving;
    expect(one.peers.count).toBe(0);
  });

  it("leaves at once when it has been handed nothing", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join()];
    await linked(one, two);
    await two.peers.leave();
    await vi.waitFor(() => expect(one.peers.count).toBe(0));
  });
});

describe("a process that dies", () => {
  it("leaves its commands unknown, and they are not carried out again", async () => {
    const hall = newHall();
    const one = await hall.join();
    const two = await hall.join({ submit: () => new Promise(() => undefined) });
    await linked(one, two);
    const accountId = accountOf(one);
    const answer = one.submit(accountId);
    await vi.waitFor(() => expect(two.taken).toEqual([1]));

    two.peers.close();

    await expect(answer).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(answer).rejects.not.toBeInstanceOf(StoreUnreachable);
    expect(one.peers.homeOf(accountId)).toBeNull();
    expect(one.done).toEqual([]);
  });

  it("leaves what had not been sent to be carried out here", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join(), await hall.join()];
    await linked(one, two);
    const accountId = accountOf(one);
    const home = one.peers.homeOf(accountId);
    two.peers.close();
    await vi.waitFor(() => expect(one.peers.count).toBe(0));

    await expect(home?.submit(command(accountId, 1))).resolves.toMatchObject({ ok: true });

    expect(one.numbers).toEqual([1]);
  });

  it("is handed nothing more when it is silent, and given up when it stays so", async () => {
    const hall = newHall();
    const mute = await mutePeer(hall.key);
    const one = await hall.join({ manual: true });
    hall.say(mute.announcement);
    await vi.waitFor(() => expect(one.peers.count).toBe(1));
    const answer = one.submit(accountOf(one));
    answer.catch(() => undefined);

    one.ticks(3);
    expect(one.peers.count).toBe(1);
    one.ticks(1);
    expect(one.peers.count).toBe(0);
    expect(one.peers.underWay).toBe(1);
    one.ticks(6);

    await expect(answer).rejects.toBeInstanceOf(StoreUnavailable);
    expect(one.done).toEqual([]);
  });

  it("is not given up for a time in which this process stood still itself", async () => {
    const hall = newHall();
    const [one, two] = [await hall.join({ manual: true }), await hall.join()];
    await linked(one, two);
    for (let round = 0; round < 30; round += 1) {
      hall.clock.now += 60_000;
      one.ticks(1);
      await new Promise((resolve) => setImmediate(resolve));
      await vi.waitFor(() => expect(one.peers.count).toBe(1));
    }
  });
});

describe("a process that is none of ours", () => {
  it("gets no link with another key", async () => {
    const hall = newHall();
    const [one, stranger] = [await hall.join(), await hall.join({ key: randomBytes(32) })];
    await vi.waitFor(() => expect([one.warnings, stranger.warnings].flat()).toHaveLength(2));
    expect([one.peers.count, stranger.peers.count]).toEqual([0, 0]);
    expect(one.peers.homeOf(1)).toBeNull();
  });

  it("gets no link with another version", async () => {
    const hall = newHall();
    const [one, newer] = [await hall.join(), await hall.join({ version: "1.2.4" })];
    const third = await hall.join();
    // The third has come last, and has its links.
    await vi.waitFor(() => expect([one.peers.count, third.peers.count]).toEqual([1, 1]));
    expect(newer.peers.count).toBe(0);
  });

  it("gets no link where its port belongs to another process", async () => {
    const hall = newHall();
    const one = await hall.join();
    const other = await newHall(hall.key).join();
    const port = Number(/"port":(\d+)/.exec(other.said.at(-1) ?? "")?.[1]);
    hall.say({ id: "0".repeat(32), host: HOST, port, version: VERSION, leaving: false });
    await vi.waitFor(() => expect(one.warnings).toHaveLength(1));
    expect(one.peers.count).toBe(0);
  });

  it("is logged once and tried again later and later", async () => {
    const hall = newHall();
    const one = await hall.join({ manual: true });
    const deaf = await deafPeer();
    for (let second = 0; second < 120; second += 1) {
      hall.say(deaf.announcement);
      await deaf.settled();
      hall.clock.now += 1_000;
    }
    expect(one.warnings).toHaveLength(1);
    // At about 0, 1, 3, 7, 15, 31 and 63 seconds.
    expect(deaf.attempts()).toBeGreaterThan(4);
    expect(deaf.attempts()).toBeLessThan(9);
  });

  it("is sent away when it says anything before its greeting, or too much", async () => {
    const hall = newHall();
    const one = await hall.join();
    const port = Number(/"port":(\d+)/.exec(one.said.at(-1) ?? "")?.[1]);
    for (const bytes of [
      frameOf({ type: "submit", first: 0, commands: [command(1, 1)] }),
      Buffer.from([255, 255, 255, 255]),
    ]) {
      const socket = connect({ host: HOST, port, ...clientSide(hall.key) });
      socket.on("error", () => undefined);
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write(bytes ?? "");
      await closed;
    }
    expect(one.done).toEqual([]);
  });
});

interface Joining {
  readonly key?: Buffer;
  readonly version?: string;
  readonly submit?: Committer["submit"];
  /** Time passes by `ticks`. */
  readonly manual?: boolean;
}

/** Processes that hear each other, as on one store. */
function newHall(key = randomBytes(32)) {
  const ears = new Set<(text: string) => void>();
  const clock = { now: 0 };
  const say = (said: string | Parameters<typeof textOf>[0]) => {
    for (const ear of ears) ear(typeof said === "string" ? said : textOf(said));
  };
  return { key, clock, say, join: (joining: Joining = {}) => join(joining, { key, clock, ears, say }) };
}

async function join(
  { key, version = VERSION, submit, manual = false }: Joining,
  hall: { key: Buffer; clock: { now: number }; ears: Set<(text: string) => void>; say: (text: string) => void },
) {
  const done: number[] = [];
  const numbers: number[] = [];
  const committed: number[] = [];
  const taken: number[] = [];
  const said: string[] = [];
  const warnings: string[] = [];
  const carryOut = ((carried: Command) => {
    done.push(carried.accountId);
    numbers.push((carried as unknown as { number: number }).number);
    return Promise.resolve({ ok: true, value: { accountId: carried.accountId, by: 12_345_678_901_234_567_890n } });
  }) as unknown as Committer["submit"];
  let timer: () => void = () => undefined;
  const presence = (hear: (text: string) => void): Presence => {
    hall.ears.add(hear);
    return {
      say: async (text) => {
        said.push(text);
        hall.say(text);
      },
    };
  };
  const peers = new Peers({
    presence,
    key: key ?? hall.key,
    version,
    committer: { submit: submit ?? carryOut },
    onCommitted: (commands) => committed.push(...commands.map(({ accountId }) => accountId)),
    onTaken: (count) => taken.push(count),
    logger: pino({ level: "warn" }, { write: (line) => void warnings.push(line) }),
    monotonic: () => (manual ? hall.clock.now : performance.now()),
    random: () => 0.5,
    ...(manual ? { setTimer: (callback: () => void) => ((timer = callback), () => undefined) } : {}),
  });
  onTestFinished(() => peers.close());
  await peers.start(HOST, 0);
  return {
    peers,
    done,
    numbers,
    committed,
    taken,
    said,
    warnings,
    ticks: (count: number) => {
      for (let tick = 0; tick < count; tick += 1) timer();
    },
    submit: (accountId: number, number = 0, text = "") => {
      const home = peers.homeOf(accountId);
      if (home === null) throw new Error("this process is the home");
      return home.submit(command(accountId, number, text));
    },
  };
}

type Joined = Awaited<ReturnType<typeof join>>;

function linked(...all: readonly Joined[]): Promise<void> {
  return vi.waitFor(() => expect(all.map(({ peers }) => peers.count)).toEqual(all.map(() => all.length - 1)), 5_000);
}

/** An account whose home is another process. */
function accountOf({ peers }: Joined): number {
  for (let accountId = 1; ; accountId += 1) if (peers.homeOf(accountId) !== null) return accountId;
}

function command(accountId: number, number: number, text = ""): Command {
  return { type: "post_transaction", accountId, number, text } as unknown as Command;
}

/** A process that greets and then does nothing, as one that is stopped with SIGSTOP. */
async function mutePeer(key: Buffer) {
  const sockets = new Set<TLSSocket>();
  const server = createServer(serverSide(key), (socket) => {
    sockets.add(socket);
    const reader = new FrameReader();
    socket.on("error", () => undefined);
    socket.on("data", (piece) => {
      for (const value of reader.push(piece)) {
        if ((value as { type: string }).type === "hello") socket.write(frameOf({ type: "welcome" }) ?? "");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(() => void close());
  const { port } = server.address() as AddressInfo;
  return { announcement: { id: "f".repeat(32), host: HOST, port, version: VERSION, leaving: false }, close };
}

/** A port that closes every connection. */
async function deafPeer() {
  let connections = 0;
  let probes = 0;
  const server = createPlainServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined).destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    announcement: { id: "f".repeat(32), host: HOST, port, version: VERSION, leaving: false },
    attempts: () => connections - probes,
    /** A connection made now is accepted, and closed, after those made before. */
    settled: () => {
      probes += 1;
      const probe = connectPlainly(port, HOST);
      probe.on("error", () => undefined).resume();
      return new Promise((resolve) => probe.once("close", resolve));
    },
  };
}
