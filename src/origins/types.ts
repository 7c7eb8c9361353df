import { type TObject, type TProperties, Type } from "@sinclair/typebox";

/**
 * Every origin type and its fields, under ImageKit's names where ImageKit has them. The management
 * API, the command line, OpenAPI and the README read this table.
 */

/** A field that goes in and never comes out. It may be given as `env:NAME`. */
const secret = (description: string) =>
  Type.String({ description: `${description}; write-only, may be \`env:NAME\``, writeOnly: true });

const text = (description: string) => Type.String({ description, minLength: 1 });
const flag = (description: string, fallback = false) =>
  Type.Boolean({ description, default: fallback });
const url = (description: string) =>
  Type.String({
    description,
    pattern: "^https?://[^/\\s?#@]+(?:/[^\\s?#]*)?$",
    "x-expected": "an http or https URL",
  });

const common = {
  name: text("Name in lists, logs and the X-Tintype-Origin header"),
  includeCanonicalHeader: Type.Optional(flag('Answer with `Link: <…>; rel="canonical"`')),
  baseUrlForCanonicalHeader: Type.Optional(url("Base URL of that link")),
};

const inBucket = {
  bucket: text("Bucket"),
  prefix: Type.Optional(
    Type.String({ description: "Folder inside the bucket; `/` is its root", default: "" }),
  ),
  encodeKeys: Type.Optional(
    Type.Union([Type.Boolean(), Type.Literal("auto")], {
      description:
        "Look up the encoded key (`true`) or both (`auto`) instead of the decoded path (`false`)",
      default: false,
      "x-expected": "true, false or auto",
    }),
  ),
};
const keys = {
  accessKey: Type.Optional(secret("Access key; read permission is enough")),
  secretKey: Type.Optional(secret("Secret key")),
};
const role = {
  useIAMRole: Type.Optional(flag("Take credentials from the environment instead of keys")),
};
const region = Type.Optional(
  Type.String({ description: "Region of the bucket", default: "us-east-1", minLength: 1 }),
);
const pathStyle = Type.Optional(flag("Put the bucket into the path instead of the host name"));
const privateNetwork = (fallback: boolean) =>
  Type.Optional(flag("Allow addresses of private networks and of this machine", fallback));
const apiSecret = Type.Optional(secret("Cloudinary's API secret: verifies delivery signatures"));
const requestHeaders = Type.Optional(
  Type.Record(Type.String(), Type.String(), {
    description: "Headers sent to the origin; write-only, values may be `env:NAME`",
    writeOnly: true,
  }),
);

const object = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { description, additionalProperties: false });

export const originTypes = {
  S3: object({ ...common, ...inBucket, region, ...keys, ...role }, "A bucket in Amazon S3"),
  S3_COMPATIBLE: object(
    {
      ...common,
      ...inBucket,
      endpoint: url("Endpoint of the store, such as https://s3.us-west-1.wasabisys.com"),
      region: Type.Optional(
        Type.String({ description: "Region, where the endpoint does not name it", minLength: 1 }),
      ),
      s3ForcePathStyle: pathStyle,
      ...keys,
      allowPrivateNetwork: privateNetwork(true),
    },
    "A bucket in a store that speaks S3: Wasabi, DigitalOcean Spaces, MinIO, Swift and others",
  ),
  CLOUDINARY_BACKUP: object(
    {
      ...common,
      ...inBucket,
      encodeKeys: Type.Optional({ ...inBucket.encodeKeys, default: "auto" }),
      tolerant: Type.Optional(
        flag("Find plain copies and older layouts beside versioned files", true),
      ),
      region,
      endpoint: Type.Optional(url("Endpoint, where the backup is not in Amazon S3")),
      s3ForcePathStyle: pathStyle,
      ...keys,
      ...role,
      apiSecret,
      allowPrivateNetwork: privateNetwork(true),
    },
    "A Cloudinary backup bucket; the keys must be allowed to list it",
  ),
  WEB_FOLDER: object(
    {
      ...common,
      baseUrl: url("Base URL; the path is appended to it"),
      forwardHostHeaderToOrigin: Type.Optional(
        flag("Send the client's host name instead of the base URL's"),
      ),
      requestHeaders,
      apiSecret,
      allowPrivateNetwork: privateNetwork(false),
    },
    "A web server",
  ),
  WEB_PROXY: object(
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
  LOCAL_FOLDER: object(
    {
      ...common,
      path: Type.String({
        description: "Absolute path of a folder of this machine",
        pattern: "^(?:/|[A-Za-z]:[\\\\/])",
        "x-expected": "an absolute path",
      }),
    },
    "A folder of this machine",
  ),
} satisfies Record<string, TObject>;

export type OriginType = keyof typeof originTypes;

export function isOriginType(text: unknown): text is OriginType {
  return typeof text === "string" && Object.hasOwn(originTypes, text);
}

/** Whether a field of a type is write-only. */
export function isSecret(type: OriginType, field: string): boolean {
  const properties: TProperties = originTypes[type].properties;
  return properties[field]?.writeOnly === true;
}
