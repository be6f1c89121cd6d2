import { Type } from "../schema.ts";

/** What a provider's hook is answered with, once what it says is stored. */
export const HookReceipt = Type.Object(
  {
    received: Type.Literal(true),
    duplicate: Type.Boolean({ description: "The event had been received before, and has no effect again." }),
  },
  { title: "HookReceipt", examples: [{ received: true, duplicate: false }] },
);

/** What a card issuer is answered with. The code stands in both places in which issuers look for it. */
export const GatewayAnswer = Type.Object(
  {
    statusCode: Type.Enum([200, 400], { description: "400 with every code but 00" }),
    responseCode: Type.String({ description: "00 approves", pattern: "^[0-9]{2}$" }),
    data: Type.Object({
      responseCode: Type.String({ pattern: "^[0-9]{2}$" }),
      balance: Type.Optional(
        Type.Integer({ description: "Of an enquiry: what is available, in major units, rounded down" }),
      ),
    }),
  },
  {
    title: "GatewayAnswer",
    examples: [{ statusCode: 200, responseCode: "00", data: { responseCode: "00", balance: 1234 } }],
  },
);
