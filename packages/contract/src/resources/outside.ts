import { Type } from "../schema.ts";

/** The response to a provider's hook, after its content is stored. */
export const HookReceipt = Type.Object(
  {
    received: Type.Literal(true),
    duplicate: Type.Boolean({ description: "The event had been received before, and has no effect again." }),
  },
  { title: "HookReceipt", examples: [{ received: true, duplicate: false }] },
);

/** The response to a card issuer. The code is in both places where issuers' documentation expects it. */
export const GatewayAnswer = Type.Object(
  {
    statusCode: Type.Enum([200, 400], { description: "400 with every code but 00" }),
    responseCode: Type.String({ description: "00 approves", pattern: "^[0-9]{2}$" }),
    data: Type.Object({
      responseCode: Type.String({ pattern: "^[0-9]{2}$" }),
      balance: Type.Optional(
        Type.Integer({ description: "Of an enquiry: the available balance in major units, rounded down" }),
      ),
    }),
  },
  {
    title: "GatewayAnswer",
    examples: [{ statusCode: 200, responseCode: "00", data: { responseCode: "00", balance: 1234 } }],
  },
);
