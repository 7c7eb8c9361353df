import { type TObject, type TProperties, Type } from "@sinclair/typebox";

/** Fields that several origin types have, and the kinds of field that they are made of. */

/** A field that goes in and never comes out. It may be given as `env:NAME`. */
export const secret = (description: string) =>
  Type.String({ description: `${description}; write-only, may be \`env:NAME\``, writeOnly: true });

export const text = (description: string) => Type.String({ description, minLength: 1 });

export const flag = (description: string, fallback = false) =>
  Type.Boolean({ description, default: fallback });

export const url = (description: string, annotations: { "x-advanced"?: true } = {}) =>
  Type.String({
    description,
    pattern: "^https?://[^/\\s?#@]+(?:/[^\\s?#]*)?$",
    "x-expected": "an http or https URL",
    ...annotations,
  });

/** Of every type. */
export const common = {
  name: text("Name in lists, logs and the X-Tintype-Origin header"),
  includeCanonicalHeader: Type.Optional(flag('Answer with `Link: <…>; rel="canonical"`')),
  baseUrlForCanonicalHeader: Type.Optional(url("Base URL of that link")),
};

export const privateNetwork = (fallback: boolean) =>
  Type.Optional(flag("Allow addresses of private networks and of this machine", fallback));

export const apiSecret = Type.Optional(
  secret("Cloudinary's API secret: verifies delivery signatures"),
);

/** The schema of a type: no other fields than these. */
export const fields = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { description, additionalProperties: false });

/** Scheme, host and port of a URL, for telling receivers of secrets apart. */
export const hostOf = (text: string): string => URL.parse(text)?.origin ?? text;
