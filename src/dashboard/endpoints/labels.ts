import { type Field, fieldsOf, type Wording } from "../form/field.ts";
import { serverSchemas } from "../schemas.ts" with { type: "macro" };

const schemas = serverSchemas();

/** What each URL rewriter is called, and what can be set of it. */
export const rewriterKinds = schemas.rewriters;

const words: Record<string, Wording> = {
  hostnames: {
    label: "Custom domains",
    help: "Host names that serve this endpoint without its prefix, one per line.",
    placeholder: "images.example.com",
  },
  signing: {
    label: "Signed URLs",
    help: "Which requests must be signed with the private key.",
    choices: {
      '"none"': "Not required",
      '"unnamed"': "Required, except for originals and named transformations",
      '"all"': "Always required",
    },
  },
  namedOnly: {
    label: "Named transformations only",
    help: "Rejects every transformation that is not a named one.",
  },
  cacheControl: {
    label: "Cache-Control",
    help: "default (one year), origin (the origin's own header), or the literal header value.",
    placeholder: "default",
  },
  originalMaxAge: {
    label: "Revalidate originals after",
    help: "Seconds before a cached original is checked for changes at its origin.",
  },
  autoFormats: {
    label: "Automatic formats",
    help: "Formats a browser may receive, if it accepts them, when the URL doesn't name one.",
  },
  saveData: {
    label: "Respect Save-Data",
    help: "Lowers the quality for clients that send Save-Data.",
  },
  corsOrigins: {
    label: "Allowed CORS origins",
    help: "One per line. * allows all.",
    placeholder: "*",
  },
  strictRewriter: {
    label: "Strict rewriter",
    help: "Rejects what the rewriter cannot render instead of ignoring it.",
  },
  onInvalid: {
    label: "Invalid parameters",
    help: "Refused with a 400, or left out and named in a header. Choose ignore for URLs that come from ImageKit.",
  },
  strictPrivate: {
    label: "Strict private",
    help: "Asks for a signature for what is made of Cloudinary's private images, too; there only the originals need one.",
  },
};

const general: Record<string, Wording> = {
  description: {
    label: "Description",
    help: "What the endpoint is for. Shown in lists.",
    placeholder: "Shop images",
  },
  urlPrefix: {
    label: "URL prefix",
    help: "First segment of the path: letters, digits and hyphens.",
    placeholder: "shop",
  },
};

/** The rewriter is chosen in a control of its own. */
const separate = ["urlRewriter"];

const generalFields: Field[] = fieldsOf(
  {
    properties: { description: { type: "string" }, urlPrefix: { type: "string" } },
    required: ["description"],
  },
  general,
);

const settings = fieldsOf({ properties: schemas.endpoint }, words).filter(
  ({ name }) => !separate.includes(name),
);

const addressing = ["hostnames"];
const access = ["signing", "namedOnly", "corsOrigins"];

/** The settings, grouped as the form shows them. */
export const settingGroups: { title: string; fields: Field[] }[] = [
  { title: "Access", fields: settings.filter(({ name }) => access.includes(name)) },
  {
    title: "Cache and formats",
    fields: settings.filter(({ name }) => ![...access, ...addressing].includes(name)),
  },
];

export const addressFields: Field[] = [
  ...generalFields,
  ...settings.filter(({ name }) => addressing.includes(name)),
];

export const allFields: Field[] = [...addressFields, ...settingGroups.flatMap((g) => g.fields)];
