import type { Command } from "./command.ts";

/** Loaded when called: a renderer process, above all, must not wait for the server's modules. */
export const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import("./serve.ts")).serve,
  render: async () => (await import("./render.ts")).render,
  origin: async () => (await import("./origin.ts")).origin,
  endpoint: async () => (await import("./endpoint.ts")).endpoint,
  named: async () => (await import("./named.ts")).named,
  config: async () => (await import("./config.ts")).config,
  backup: async () => (await import("./host/backup.ts")).backup,
  restore: async () => (await import("./host/backup.ts")).restore,
  service: async () => (await import("./host/service.ts")).service,
  key: async () => (await import("./key.ts")).key,
  explain: async () => (await import("./explain.ts")).explain,
  sign: async () => (await import("./sign.ts")).sign,
  prepare: async () => (await import("./prepare.ts")).prepare,
  purge: async () => (await import("./purge.ts")).purge,
  stats: async () => (await import("./stats.ts")).stats,
  audit: async () => (await import("./audit.ts")).audit,
  export: async () => (await import("./export.ts")).exportOriginals,
  log: async () => (await import("./log.ts")).log,
  doctor: async () => (await import("./doctor.ts")).doctor,
  completion: async () => (await import("./completion.ts")).completion(commands),
  version: async () => (await import("./version.ts")).version,
};
