import type { ConfigSnapshot } from "../../../src/delivery/request.ts";
import { endpointDefaults } from "../../../src/endpoints/settings.ts";
import { defaultLimits } from "../../../src/limits.ts";
import { createRehearsal } from "../../../src/migrate/audit/dry-run.ts";
import type { Verdict } from "../../../src/migrate/audit/verdict.ts";
import { localFolder } from "../../../src/origins/local-folder/origin.ts";
import { webProxy } from "../../../src/origins/web/proxy.ts";
import { services, type WildUrl } from "./lists.ts";
import { settingsOf } from "./settings.ts";

/** Says of a URL what the server would answer, by its own rules and without a pixel. */
export function createPlanner(folder: string): (url: WildUrl) => Promise<Verdict> {
  const origins = [
    localFolder({ id: "folder", name: "folder", path: folder }),
    webProxy({
      id: "web",
      name: "web",
      allowPrivateNetwork: true,
      allowedHosts: ["127.0.0.1"],
    }),
  ];
  const endpoints = services.map((service) => ({
    ...endpointDefaults,
    ...settingsOf(service),
    id: service,
    urlPrefix: service,
    origins,
    variesByHost: false,
    revision: "wild",
  }));
  const snapshot: ConfigSnapshot = {
    loaded: { endpoints, named: new Map() },
    id: undefined,
    limits: defaultLimits,
  };
  const options = { snapshot, limits: defaultLimits, privateKey: "wild", timeout: 10_000 };
  const rehearse = createRehearsal(options);
  return ({ service, target }) => rehearse({ target: `/${service}${target}` });
}
