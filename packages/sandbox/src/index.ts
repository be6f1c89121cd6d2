export { asking, must } from "./demo/ask.ts";
export { runCampaign } from "./demo/campaign.ts";
export type { ReceivedEvent } from "./demo/narrate.ts";
export { StoryClock } from "./demo/story-clock.ts";
export { startReceiver } from "./demo/receiver.ts";
export { FAULTS, type Fault, type FaultRule } from "./faults.ts";
export type { Sandbox, SandboxOptions } from "./port.ts";
export { NO_LIMITS } from "./request-limit.ts";
export { startSandbox } from "./sandbox.ts";
