import { endpointDefaults } from "../../endpoints/settings.ts";
import { isLoopback } from "../../ip-addresses.ts";
import type { EndpointRecord } from "../../store/records.ts";

/** What decides who reaches a server, and what it does for them. */
interface ExposureSettings {
  host: string;
  publicUrl: string | undefined;
  tls: object | undefined;
  adminPublic: boolean;
  rendersPerMinute: number;
}

/** What should be known of a server that strangers can reach, each with its remedy. */
export function warningsOf(
  { host, publicUrl, tls, adminPublic, rendersPerMinute }: ExposureSettings,
  endpoints: readonly Pick<EndpointRecord, "urlPrefix" | "settings">[],
): string[] {
  const isExposed = publicUrl !== undefined || tls !== undefined || !isLoopback(host);
  if (!isExposed) return [];
  const open = endpoints.filter(({ settings }) => {
    const { signing, namedOnly } = { ...endpointDefaults, ...settings };
    return signing === "none" && !namedOnly;
  });
  const names = open.map(({ urlPrefix }) => urlPrefix || "default");
  const warnings: string[] = [];
  if (names.length > 0 && rendersPerMinute === 0) {
    const which = names.length === 1 ? "URL endpoint" : "URL endpoints";
    warnings.push(
      `Anybody may have any rendition made at the ${which} ${names.join(", ")}: sign URLs (\`tintype endpoint set ${names[0]} --signing unnamed\`), allow named transformations alone (\`--named-only\`), or give each client a budget (\`serve --max-renders-per-minute 120\`)`,
    );
  }
  if (adminPublic) {
    warnings.push(
      "The dashboard and the management API are where the images are: leave out --admin-public, or give them an address of their own with --admin-host and --admin-port",
    );
  }
  return warnings;
}
