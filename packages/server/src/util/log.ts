import { pino, type Logger } from "pino";

/** JSON lines on standard error; standard output is for a command's result. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          "authorization",
          "cookie",
          "secret",
          "credentials",
          "*.authorization",
          "*.cookie",
          "*.secret",
          "*.credentials",
          "*.webhook_secret",
          'req.headers["x-octopus-webhook-token"]',
        ],
        censor: "[redacted]",
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
