import { type ConfigSnapshot, parseRequest } from "../../src/delivery/request.ts";
import type { UrlEndpoint } from "../../src/endpoints/loaded-config.ts";
import { endpointDefaults } from "../../src/endpoints/settings.ts";
import { Failure } from "../../src/failure.ts";
import { checkSignature, signUrl } from "../../src/url/signature.ts";
import { printTransformation } from "../../src/url/transformation.ts";
import { type Random, randomOf } from "../fuzz/random.ts";
import type { Outcome } from "./outcome.ts";

const base = "http://img.test";
const key = "private_key";
const now = Date.now();
const expiry = Math.floor(now / 1000) + 1000;

const snapshot: ConfigSnapshot = {
  loaded: {
    endpoints: [
      {
        ...endpointDefaults,
        ...{ id: "default", urlPrefix: "", hostnames: [], revision: "1", variesByHost: false },
        origins: [{ id: "o", name: "o", fetch: async () => undefined }],
      } as UrlEndpoint,
    ],
    named: new Map([["thumb", "w-20"]]),
  },
  id: undefined,
};

const signedOnes = [
  ...["/a.jpg", "/tr:w-15/folder/a.jpg", "/a.jpg?tr=w-15", "/tr:n-thumb/a%20b.jpg", "/a+b.jpg?v=1"],
  ...[
    "/tr:w-15,h-20:rt-90/a.jpg",
    "/folder/a.jpg?tr=w-1&x=2",
    "/%E6%97%A5.png?tr=l-text,i-a%2Cb,l-end",
  ],
].flatMap((target) => [
  signUrl(base + target, base, key).slice(base.length),
  signUrl(base + target, base, key, expiry).slice(base.length),
]);

/** What a target asks for: every reading that it has. */
function meaningOf(target: string): string | undefined {
  try {
    const readings = parseRequest({ url: base + target, headers: new Headers() }, snapshot);
    const told = readings.map(({ address, transformation }) => [
      address.path,
      transformation && printTransformation(transformation),
    ]);
    return JSON.stringify(told);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Spells a few characters otherwise, moves, doubles, drops or adds a piece. */
function respelt(target: string, random: Random): string {
  let text = target;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(text.length + 1);
    const character = text[at] ?? "";
    const code = `%${(text.charCodeAt(at) || 47).toString(16).padStart(2, "0")}`;
    const pieces = text.split(/(?=[/?&])/);
    const ways: (() => string)[] = [
      () => text.slice(0, at) + code + text.slice(at + 1),
      () => text.slice(0, at) + code.toUpperCase() + text.slice(at + 1),
      () =>
        text.replace(/%[\da-f]{2}/i, (code) =>
          decodeURIComponent(code.replace(/%[89a-f]./i, "%41")),
        ),
      () =>
        text.slice(0, at) +
        random.pick([
          "/",
          "//",
          "/./",
          "/x/../",
          "\\",
          "%2f",
          "?",
          "&",
          "#",
          ";",
          ",",
          ":",
          "=",
          "+",
          " ",
          "%20",
          "%00",
        ]) +
        text.slice(at),
      () => text.slice(0, at) + text.slice(at + 1),
      () =>
        text.slice(0, at) +
        (character === character.toUpperCase()
          ? character.toLowerCase()
          : character.toUpperCase()) +
        text.slice(at + 1),
      () => {
        pieces.splice(
          random.below(pieces.length),
          0,
          ...pieces.splice(random.below(pieces.length), 1),
        );
        return pieces.join("");
      },
      () => {
        pieces.splice(random.below(pieces.length), 0, random.pick(pieces));
        return pieces.join("");
      },
      () =>
        `${text}${random.pick(["&tr=w-9", "&ik-t=9999999999", "&v=2", "&ik-s=", "&TR=w-9", "&%74r=w-9", "&ik-attachment=true"])}`,
      () => text.replace(/w-15?/, random.pick(["w-1", "w-150", "w-15:w-1", "w-15,h-1"])),
      () => text.replace(/^\//, random.pick(["/tr:w-9/", "/n-thumb/", "//", "/./"])),
    ];
    text = random.pick(ways)();
  }
  return text;
}

/** A signature is good for one meaning, however its URL is spelt. */
export function attackSignatures(seed: number, count: number): Outcome {
  const meanings = new Map(signedOnes.map((target) => [target, meaningOf(target)]));
  const reached: string[] = [];
  let accepted = 0;
  for (let i = 0; i < count; i += 1) {
    const random = randomOf(seed, i);
    const target = random.pick(signedOnes);
    const tried = respelt(target, random);
    // Every target of a request begins with a slash.
    const isSent = tried.startsWith("/") && tried !== target;
    if (!isSent || checkSignature(tried, key, now).state !== "good") continue;
    accepted += 1;
    const meaning = meaningOf(tried);
    if (meaning === undefined || meaning === meanings.get(target)) continue;
    if (reached.length < 20) reached.push(`${target} as ${tried}: ${meaning}`);
  }
  return { tried: { spellings: count, accepted, otherMeanings: reached.length }, reached };
}
