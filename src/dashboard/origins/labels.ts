import type { Field, Wording } from "../form/field.ts";
import { fieldsOf } from "../form/field.ts";
import { serverSchemas } from "../schemas.ts" with { type: "macro" };

const schemas = serverSchemas();

/** Origin types, under the names that the guides use. */
export const originKinds = schemas.origins;

export function kindTitle(type: string): string {
  return originKinds[type]?.title ?? type;
}

const words: Record<string, Wording> = {
  name: {
    label: "Name",
    help: "Appears in the list of origins, in logs and in the X-Tintype-Origin header.",
    placeholder: "Product images bucket",
  },
  bucket: { label: "Bucket name", help: "As the store lists it, without s3:// in front." },
  prefix: {
    label: "Bucket folder",
    help: "The folder inside the bucket in which your files are. / is the root of the bucket.",
    placeholder: "/",
  },
  accessKey: {
    label: "Access key",
    help: "Permission to read is enough. Stored encrypted and never shown again; env:NAME is read from the server's environment.",
  },
  secretKey: {
    label: "Secret key",
    help: "Stored encrypted and never shown again; env:NAME works here, too.",
  },
  sessionToken: {
    label: "Session token",
    help: "Only for temporary keys, which come with one. Stored encrypted and never shown again.",
  },
  endpoint: {
    label: "Endpoint",
    help: "The address of your storage provider's S3 service, from its documentation.",
    placeholder: "https://s3.wasabisys.com",
  },
  region: {
    label: "Region",
    help: "The region that the bucket lies in.",
    placeholder: "us-east-1",
  },
  baseUrl: {
    label: "Base URL",
    help: "The path behind the URL endpoint is appended to it.",
    placeholder: "https://www.example.com/images",
  },
  allowedHosts: {
    label: "Allowed hosts",
    help: "One in each line: exact names, or *.example.com. Nothing else is ever fetched.",
    placeholder: "www.example.com",
  },
  path: {
    label: "Folder",
    help: "The absolute path of a folder on the server's machine.",
    placeholder: "/srv/pictures",
  },
  useIAMRole: {
    label: "Use the machine's role",
    help: "Takes credentials from the environment (role, profile) instead of keys.",
    advanced: true,
  },
  s3ForcePathStyle: {
    label: "Path-style addresses",
    help: "Puts the bucket into the path instead of the host name. MinIO and most stores on an IP address need it.",
    advanced: true,
  },
  encodeKeys: {
    label: "Encode keys",
    help: "For keys that hold percent signs literally, such as image%2Bexample.jpg.",
    advanced: true,
    choices: {
      false: "Look up the decoded path",
      true: "Look up the encoded key",
      '"auto"': "Look up both",
    },
  },
  tolerant: {
    label: "Find plain copies, too",
    help: "Also finds files without a version in their name, and older layouts of the backup.",
    advanced: true,
  },
  apiSecret: {
    label: "Cloudinary API secret",
    help: "Verifies delivery signatures in Cloudinary URLs. Stored encrypted, never shown again.",
    advanced: true,
  },
  forwardHostHeaderToOrigin: {
    label: "Forward the host name",
    help: "Sends the visitor's host name to the origin instead of the base URL's.",
    advanced: true,
  },
  requestHeaders: {
    label: "Request headers",
    help: "Sent to the origin, one in each line as Name: value. Never shown again; values may be env:NAME.",
    advanced: true,
  },
  allowPrivateNetwork: {
    label: "Allow private networks",
    help: "Allows addresses of private networks and of the server's own machine.",
    advanced: true,
  },
  includeCanonicalHeader: {
    label: "Include canonical response header",
    help: "Answers carry a Link header with rel=canonical.",
    advanced: true,
  },
  baseUrlForCanonicalHeader: {
    label: "Base URL for canonical header",
    help: "The URL that the path is appended to in that header.",
    placeholder: "https://www.example.com",
    advanced: true,
  },
};

/** In the order of the guides; what is not named here follows in the table's order. */
const order = ["name", "bucket", "prefix", "accessKey", "secretKey", "endpoint", "region"];

/** A type's fields, in the order in which they are asked for. */
export function originFields(type: string, withRole: boolean): Field[] {
  const schema = originKinds[type]?.schema;
  if (!schema) return [];
  const rank = ({ name }: Field) => (order.includes(name) ? order.indexOf(name) : order.length);
  return fieldsOf(schema, words)
    .map((field) => (field.name.endsWith("Key") ? { ...field, required: !withRole } : field))
    .sort((a, b) => rank(a) - rank(b));
}
