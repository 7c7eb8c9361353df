import type { Field, Wording } from "../form/field.ts";
import { fieldsOf } from "../form/field.ts";
import { serverSchemas } from "../schemas.ts" with { type: "macro" };

const schemas = serverSchemas();

/** The type that the guides begin with, and the form's radio buttons, too. */
const first = "S3_COMPATIBLE";

/** Origin types, under the names that the guides use. */
export const originKinds: typeof schemas.origins = Object.fromEntries(
  Object.entries(schemas.origins).sort(([a], [b]) => Number(b === first) - Number(a === first)),
);

export function kindTitle(type: string): string {
  return originKinds[type]?.title ?? type;
}

const words: Record<string, Wording> = {
  name: {
    label: "Name",
    help: "Shown in lists, logs and the X-Tintype-Origin header.",
    placeholder: "Product images bucket",
  },
  bucket: { label: "Bucket name", help: "Just the bucket's name, without s3://." },
  prefix: {
    label: "Bucket folder",
    help: "Folder inside the bucket that holds your files. / is the bucket's root.",
    placeholder: "/",
  },
  accessKey: {
    label: "Access key",
    help: "Read permission is enough. Stored encrypted and never shown again. You can use env:NAME to read it from the server's environment.",
  },
  secretKey: {
    label: "Secret key",
    help: "Stored encrypted and never shown again. You can also use env:NAME.",
  },
  sessionToken: {
    label: "Session token",
    help: "Only for temporary keys, which come with one. Stored encrypted and never shown again.",
  },
  endpoint: {
    label: "Endpoint",
    help: "Your storage provider's S3 endpoint, from its documentation.",
    placeholder: "https://s3.wasabisys.com",
  },
  region: {
    label: "Region",
    help: "The bucket's region.",
    placeholder: "us-east-1",
  },
  baseUrl: {
    label: "Base URL",
    help: "The rest of the image URL is appended to this.",
    placeholder: "https://www.example.com/images",
  },
  allowedHosts: {
    label: "Allowed hosts",
    help: "One per line: exact host names, or *.example.com. Nothing else is ever fetched.",
    placeholder: "www.example.com",
  },
  path: {
    label: "Folder",
    help: "Absolute path of a folder on the server.",
    placeholder: "/srv/images",
  },
  useIAMRole: {
    label: "Use an IAM role or profile",
    help: "Takes credentials from the environment instead of keys.",
    advanced: true,
  },
  s3ForcePathStyle: {
    label: "Path-style addresses",
    help: "Puts the bucket name in the path instead of the host name. Required by MinIO and most services reached by IP address.",
    advanced: true,
  },
  encodeKeys: {
    label: "Encode keys",
    help: "Change this if your object keys contain literal % characters, such as image%2Bexample.jpg.",
    advanced: true,
    choices: {
      false: "Look up the decoded path",
      true: "Look up the encoded key",
      '"auto"': "Look up both",
    },
  },
  tolerant: {
    label: "Also find unversioned files",
    help: "Also finds files without a version in their name, and older backup layouts.",
    advanced: true,
  },
  apiSecret: {
    label: "Cloudinary API secret",
    help: "Verifies the signatures of Cloudinary delivery URLs. Stored encrypted and never shown again.",
    advanced: true,
  },
  forwardHostHeaderToOrigin: {
    label: "Forward the host name",
    help: "Sends the visitor's Host header to the origin instead of the base URL's host name.",
    advanced: true,
  },
  requestHeaders: {
    label: "Request headers",
    help: "Sent to the origin, one per line, as Name: value. Values can be env:NAME. Never shown again.",
    advanced: true,
  },
  allowPrivateNetwork: {
    label: "Allow private networks",
    help: "Allows private network addresses and the server's own machine.",
    advanced: true,
  },
  includeCanonicalHeader: {
    label: "Include canonical response header",
    help: "Adds a Link header with rel=canonical to responses.",
    advanced: true,
  },
  baseUrlForCanonicalHeader: {
    label: "Base URL for canonical header",
    help: "Base URL used in that header.",
    placeholder: "https://www.example.com",
    advanced: true,
  },
};

/** The order of the guides; other fields follow in the order of the schema. */
const order = ["name", "bucket", "prefix", "accessKey", "secretKey", "endpoint", "region"];

/** A type's fields, in the order of the form. */
export function originFields(type: string, withRole: boolean): Field[] {
  const schema = originKinds[type]?.schema;
  if (!schema) return [];
  const rank = ({ name }: Field) => (order.includes(name) ? order.indexOf(name) : order.length);
  return fieldsOf(schema, words)
    .map((field) => (field.name.endsWith("Key") ? { ...field, required: !withRole } : field))
    .sort((a, b) => rank(a) - rank(b));
}
