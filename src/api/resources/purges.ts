import { type Static, Type } from "@sinclair/typebox";
import type { Purge, Target } from "../../cache/purge.ts";
import { type ConfigSnapshot, parseRequest } from "../../delivery/request.ts";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { newId, type Store } from "../../store/store.ts";
import { asReceived, type PublicAddress } from "../../url/public-address.ts";
import { withoutSignatures } from "../../url/without-signatures.ts";
import { validate } from "./validate.ts";

export const purgeSchema = Type.Object(
  {
    url: Type.Optional(
      Type.String({
        description: "What this URL delivers; with `*` at the end, all that begin so",
      }),
    ),
    original: Type.Optional(
      Type.String({ description: "URL of an original: everything that was made of it" }),
    ),
    origin: Type.Optional(Type.String({ description: "Id of an origin: all that came from it" })),
    everything: Type.Optional(Type.Literal(true, { description: "The whole cache" })),
  },
  { additionalProperties: false, description: "What is to be purged: exactly one of these" },
);

export interface Purges {
  /**
   * Begins a purge and gives its id. EINVAL when it is not clear what is meant.
   * @param note keeps what is purged in the audit log
   */
  start(json: unknown, note: Store["note"]): Promise<{ requestId: string }>;
  /** ENOENT for an id that is not known, or not any more. */
  status(id: string): { status: "Pending" | "Completed" };
}

/** Characters of a URL in the audit log. */
const longestSummary = 1000;

/** How many purges are remembered. */
const rememberedPurges = 1000;

/** Purges in the shape of ImageKit's API. Source: ImageKit, purge API. */
export function createPurges(
  purge: Purge,
  snapshot: () => Promise<ConfigSnapshot>,
  addressAt: (seen: string) => PublicAddress,
): Purges {
  const done = createLru<boolean>(rememberedPurges);

  async function targetsOf(json: unknown): Promise<Target[]> {
    const fields = validate(purgeSchema, json) as Static<typeof purgeSchema>;
    const given = Object.keys(fields);
    if (given.length !== 1) {
      const got = given.length === 0 ? "none" : given.join(" and ");
      throw new Failure(
        "EINVAL",
        `Expected one of url, original, origin or everything, got ${got}`,
      );
    }
    const { url, original, origin } = fields;
    if (origin !== undefined) return [{ origin }];
    const named = original ?? url?.replace(/\*$/, "");
    if (named === undefined) return [{ everything: true }];
    if (named.includes("*")) {
      const message = "Cannot read the URL: `*` stands for anything at its end only";
      throw new Failure("EINVAL", message, { field: "url" });
    }
    const readings = parseRequest(requestFor(named, addressAt(named)), await snapshot());
    const origins = readings[0].endpoint.origins.map((one) => one.id);
    // Any of the ways to read it may be the one that was answered.
    return readings.map(({ endpoint, address, asked }) => {
      const where = { endpoint: endpoint.id, path: address.path, origins };
      if (original !== undefined) return { original: where };
      if (!url?.endsWith("*")) return { url: { ...where, asked } };
      return { prefix: { ...where, ...(asked === "" ? {} : { asked }) } };
    });
  }

  return {
    async start(json, note) {
      const targets = await targetsOf(json);
      const requestId = newId();
      note({ action: "purge", kind: "cache", target: "", name: "", summary: told(json) });
      done.set(requestId, false);
      Promise.all(targets.map(purge)).finally(() => done.set(requestId, true));
      return { requestId };
    },
    status(requestId) {
      const completed = done.get(requestId);
      if (completed === undefined) {
        throw new Failure("ENOENT", `There is no purge with the id ${requestId.slice(0, 80)}`);
      }
      return { status: completed ? "Completed" : "Pending" };
    },
  };
}

/** What a purge is for, in words: `targetsOf` has read it. */
function told(json: unknown): string {
  const words = Object.entries(json as Record<string, unknown>).map(([name, value]) =>
    value === true ? name : `${name} ${withoutSignatures(String(value))}`,
  );
  return words.join(", ").slice(0, longestSummary);
}

/** The request that a URL stands for, without the path that a proxy takes off. */
function requestFor(text: string, address: PublicAddress): { url: string; headers: Headers } {
  const given = /^https?:\/\/[^/]/.test(text) ? URL.parse(text) : undefined;
  if (!given) {
    const got = `\`${text.slice(0, 80)}\``;
    const message = `Cannot read the URL: expected one of this server, got ${got}`;
    throw new Failure("EINVAL", message, { field: "url" });
  }
  const received = asReceived(given, address);
  return { url: received === given ? text : received.href, headers: new Headers() };
}
