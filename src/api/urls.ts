import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";
import type { Explain } from "../explain/explain.ts";
import { services as dialects } from "../explain/service.ts";
import type { PublicAddress } from "../url/public-address.ts";
import { listParameters } from "./parameter-list.ts";
import type { Signer } from "./resources/signer.ts";
import { asking, readQuery, said } from "./route.ts";

export interface UrlServices {
  explain: Explain;
  sign: Signer;
  addressAt: (seen: string) => PublicAddress;
}

const url = Type.String({
  description: "URL of this server, or the path of one",
  minLength: 1,
  "x-expected": "a URL of this server",
});
const explainSchema = Type.Object({
  url: { ...url, description: "URL of this server, or one of another service" },
  as: Type.Optional(
    Type.Union(
      dialects.map((name) => Type.Literal(name)),
      {
        description: `The URL's format, where its host does not tell: ${dialects.join(", ")}`,
        "x-expected": `one of ${dialects.join(", ")}`,
      },
    ),
  ),
});
const signSchema = Type.Object({
  url,
  expires: Type.Optional(
    Type.Integer({
      description: "Seconds from now until the signature expires; never by default",
      minimum: 1,
      maximum: 1e9,
      "x-expected": "a number of seconds above 0",
    }),
  ),
});

/** Tools for people who write URLs. */
export function urlsApi({ explain, sign, addressAt }: UrlServices) {
  return new Elysia({ prefix: "/v1" })
    .get(
      "/explain",
      ({ request, query }) => explain(readQuery(explainSchema, query), request.url),
      asking(
        "How a URL is read, where its original is looked for, what is delivered",
        explainSchema,
      ),
    )
    .get(
      "/sign",
      ({ request, query }) => sign(readQuery(signSchema, query), request.url),
      asking("Sign a URL with the private key, or the key for signing alone", signSchema),
    )
    .get(
      "/address",
      ({ request }) => addressAt(request.url),
      said("What the URLs of images begin with, and the id in front of paths"),
    )
    .get("/parameters", () => listParameters(), said("The parameters of transformations"));
}
