import { type Static, Type } from "@sinclair/typebox";
import { formatOf, formats, negotiatedFormats } from "../formats.ts";
import { serviceNames, services, type UrlRewriter } from "../url/services.ts";

/** Settings that a URL endpoint has beside ImageKit's, each with its default. */
export const endpointSettings = {
  hostnames: Type.Array(Type.String({ pattern: "^[a-z0-9.-]+$", minLength: 1 }), {
    description: "Custom domains, in lower case",
    default: [],
    "x-expected": "a list of host names",
  }),
  namedOnly: Type.Boolean({
    description: "Refuse all transformations but named ones",
    default: false,
  }),
  signing: Type.Union([Type.Literal("none"), Type.Literal("unnamed"), Type.Literal("all")], {
    description:
      "Which requests need a signature: none, all but originals and named transformations, all",
    default: "none",
    "x-expected": "none, unnamed or all",
  }),
  cacheControl: Type.String({
    description: "`default`, `origin`, or the literal value of the Cache-Control header",
    default: "default",
    pattern: "^[\\x20-\\x7e]+$",
    "x-expected": "default, origin or a header value",
  }),
  originalMaxAge: Type.Integer({
    description: "Seconds for which an original is used before it is revalidated",
    default: 300,
    minimum: 0,
    "x-expected": "a number of seconds",
  }),
  autoFormats: Type.Array(
    Type.Union(negotiatedFormats.map((name) => Type.Literal(name, { title: formats[name].title }))),
    {
      description: `What \`f-auto\` may choose beside JPEG and PNG: ${negotiatedFormats.join(", ")}`,
      default: negotiatedFormats.filter((name) => formatOf(name).isNegotiatedByDefault),
      "x-expected": `a list of ${new Intl.ListFormat("en-GB").format(negotiatedFormats)}`,
    },
  ),
  strictRewriter: Type.Boolean({
    description:
      "Refuse what the URL rewriter cannot render instead of ignoring it, and unsigned URLs if an origin has an API secret",
    default: false,
  }),
  onInvalid: Type.Union([Type.Literal("refuse"), Type.Literal("ignore")], {
    description:
      "What happens to a parameter or value that cannot be read: the request is refused, or it is left out and named in `X-Tintype-Ignored`, as ImageKit does",
    default: "refuse",
    "x-expected": "refuse or ignore",
  }),
  strictPrivate: Type.Boolean({
    description:
      "Ask for a signature for what is made of Cloudinary's private images, too, and not for the originals alone",
    default: false,
  }),
  saveData: Type.Boolean({
    description: "Reduce quality for clients that send `Save-Data: on`",
    default: false,
  }),
  corsOrigins: Type.Array(Type.String({ minLength: 1 }), {
    description: "Allowed CORS origins; `*` allows all",
    default: ["*"],
  }),
};

const either = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** Another service whose URLs an endpoint reads beside our own; none by default. */
export const urlRewriter = Type.Union(
  Object.entries(services).map(([type, { title, switches }]) =>
    Type.Object(
      {
        type: Type.Literal(type),
        ...Object.fromEntries(
          Object.entries(switches).map(([name, description]) => [
            name,
            Type.Optional(Type.Boolean({ description, default: false })),
          ]),
        ),
      },
      { title, additionalProperties: false },
    ),
  ),
  {
    description: `Whose URLs are read beside our own: ${either.format(serviceNames.map((name) => `\`${name}\``))}; \`none\` by default`,
    "x-expected": `an object whose \`type\` is ${either.format(
      Object.entries(services).map(([type, { switches }]) =>
        [type, ...Object.keys(switches).map((name) => `(with \`${name}\`: true or false)`)].join(
          " ",
        ),
      ),
    )}`,
  },
);

export type EndpointSettings = {
  [K in keyof typeof endpointSettings]: Static<(typeof endpointSettings)[K]>;
} & { urlRewriter?: UrlRewriter };

/** What holds where an endpoint says nothing. */
export const endpointDefaults = Object.fromEntries(
  Object.entries(endpointSettings).map(([name, schema]) => [name, schema.default]),
) as EndpointSettings;
