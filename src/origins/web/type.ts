import { Type } from "@sinclair/typebox";
import type { CheckResult } from "../check-result.ts";
import { connectionHints } from "../connection-hints.ts";
import { apiSecret, common, fields, flag, hostOf, privateNetwork, url } from "../fields.ts";
import { originType } from "../origin-type.ts";

const requestHeaders = Type.Optional(
  Type.Record(Type.String(), Type.String(), {
    description: "Headers sent to the origin; write-only, values may be `env:NAME`",
    writeOnly: true,
  }),
);

export const webFolder = originType({
  type: "WEB_FOLDER",
  title: "Web Server",
  sentence: "A website or CDN. The path is appended to its base URL.",
  schema: fields(
    {
      ...common,
      baseUrl: url("Base URL, to which the path is appended"),
      forwardHostHeaderToOrigin: Type.Optional(
        flag("Send the client's host name instead of the base URL's"),
      ),
      requestHeaders,
      apiSecret,
      allowPrivateNetwork: privateNetwork(false),
    },
    "A web server",
  ),
  receivers: ({ baseUrl }) => [hostOf(baseUrl)],
  hints: connectionHints,
  open: async (settings, trace) => (await import("./folder.ts")).webFolder(settings, { trace }),
  /** Any answer of the server, even "not found", shows that it can be reached. */
  async test(settings, signal) {
    const origin = (await import("./folder.ts")).webFolder(settings);
    const answer = await origin.fetch({ path: "", rawPath: "" }, signal);
    if (typeof answer === "object") await answer.body.cancel();
    return [{ name: "Reach the server", ok: true, message: "The server answers" }];
  },
});

export const webProxy = originType({
  type: "WEB_PROXY",
  title: "Web Proxy",
  sentence: "Fetch any full URL from hosts you allow.",
  schema: fields(
    {
      ...common,
      allowedHosts: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          description:
            "Hosts that may be fetched from: exact names or `*.example.com`; none by default",
          default: [],
        }),
      ),
      requestHeaders,
      allowPrivateNetwork: privateNetwork(false),
    },
    "Any absolute URL of the allowed hosts, written after the endpoint",
  ),
  receivers: ({ allowedHosts = [] }) => allowedHosts,
  hints: connectionHints,
  open: async (settings, trace) => (await import("./proxy.ts")).webProxy(settings, { trace }),
  test: async ({ allowedHosts = [] }) => [hostsResult(allowedHosts)],
});

function hostsResult(hosts: readonly string[]): CheckResult {
  const name = "Read the list of hosts";
  if (hosts.length > 0) return { name, ok: true, message: `May fetch from ${hosts.join(", ")}` };
  const help = "Add hosts to `allowedHosts`";
  return { name, ok: false, message: "No host may be fetched from", help };
}
