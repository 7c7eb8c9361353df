import { type Field, fieldsOf, type Wording } from "../form/field.ts";
import { serverSchemas } from "../schemas.ts" with { type: "macro" };

const schemas = serverSchemas();

const words: Record<string, Wording> = {
  hostnames: {
    label: "Custom domains",
    help: "Host names that lead to this endpoint without its prefix, one in each line.",
    placeholder: "images.example.com",
  },
  signing: {
    label: "Signed URLs",
    help: "Which requests need a signature made with the private key.",
    choices: {
      '"none"': "None needs a signature",
      '"unnamed"': "All but originals and named transformations",
      '"all"': "Every request",
    },
  },
  namedOnly: {
    label: "Named transformations only",
    help: "Refuses every transformation that is not a named one.",
  },
  cacheControl: {
    label: "Cache-Control",
    help: "default (a year), origin (as the origin says), or the header's literal value.",
    placeholder: "default",
  },
  originalMaxAge: {
    label: "Revalidate originals after",
    help: "Seconds that an original is used before its origin is asked whether it has changed.",
  },
  autoFormats: {
    label: "Automatic formats",
    help: "What a browser may get, if it accepts it, where the URL names no format.",
  },
  saveData: {
    label: "Heed Save-Data",
    help: "Lowers the quality for clients that ask to save data.",
  },
  corsOrigins: {
    label: "CORS",
    help: "Sites whose scripts may read the pictures, one in each line; * is all.",
    placeholder: "*",
  },
  strictRewriter: {
    label: "Strict rewriter",
    help: "Refuses what the rewriter cannot render instead of ignoring it.",
  },
  strictPrivate: {
    label: "Strict private",
    help: "Asks for a signature for what is made of Cloudinary's private images, too; there only the originals need one.",
  },
};

const general: Record<string, Wording> = {
  description: {
    label: "Description",
    help: "What the endpoint is for; appears in lists.",
    placeholder: "Shop pictures",
  },
  urlPrefix: {
    label: "URL prefix",
    help: "The first part of the path that leads here: letters, digits and hyphens.",
    placeholder: "shop",
  },
};

/** The rewriter is chosen in a control of its own. */
const separate = ["urlRewriter"];

export const generalFields: Field[] = fieldsOf(
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

/** The settings in the groups in which they are shown. */
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
