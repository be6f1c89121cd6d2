import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: source("."),
  // The packages by their sources, so that the application needs no build before it.
  resolve: {
    alias: {
      "@plimsoll/client": source("../client/src/index.ts"),
      "@plimsoll/core": source("../core/src/index.ts"),
    },
  },
  build: {
    target: "es2023",
    outDir: source("../server/dist/app"),
    emptyOutDir: true,
    // A data URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    cssMinify: true,
    rollupOptions: {
      onwarn: (warning, warn) => {
        // Packages mark their modules for frameworks that render on a server.
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
      output: {
        // One file for the first load, one for what most pages share: each request costs more than the bytes it saves.
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            { name: "shared", minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  logLevel: "warn",
});
