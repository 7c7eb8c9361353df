/** What is said of a service whose URLs an endpoint can read beside our own; `dialect.ts` reads them. */
interface CompatService {
  /** As commands name it. */
  name: string;
  title: string;
  /** The title behind its article. */
  articled: string;
  /** Hosts that only this service has, and what its paths there begin with: the account's name. */
  hosts: readonly { host: RegExp; account?: RegExp }[];
  /** Settings of an endpoint's `urlRewriter` beside its type: off by default, with what they do. */
  switches: Readonly<Record<string, string>>;
}

/** By the `type` of an endpoint's `urlRewriter`, as ImageKit's API spells it. */
export const services = {
  CLOUDINARY: {
    name: "cloudinary",
    title: "Cloudinary",
    articled: "a Cloudinary",
    hosts: [
      // The account's name stays where the types follow it: origins know it by then.
      { host: /^res\.cloudinary\.com$/, account: /^\/[^/]+(?=\/(?!(?:image|video|raw)\/))/ },
      // `my-cloud-res.cloudinary.com` names the account in its host.
      { host: /[.-]res\.cloudinary\.com$/ },
    ],
    switches: { preserveAssetDeliveryTypes: "Keep `image/upload` in the path of the original" },
  },
  IMGIX: {
    name: "imgix",
    title: "imgix",
    articled: "an imgix",
    hosts: [{ host: /\.imgix\.net$/ }],
    switches: {},
  },
  AKAMAI: {
    name: "akamai",
    title: "Akamai Image Manager",
    articled: "an Akamai",
    hosts: [],
    switches: {},
  },
} as const satisfies Record<string, CompatService>;

type ServiceType = keyof typeof services;

/** Whose URLs an endpoint reads beside our own, in ImageKit's shape. */
export type UrlRewriter = {
  [T in ServiceType]: { type: T } & {
    [S in keyof (typeof services)[T]["switches"]]?: boolean;
  };
}[ServiceType];

export type ServiceName = (typeof services)[ServiceType]["name"];

/** In the order in which help and messages list them. */
export const serviceNames: readonly ServiceName[] = Object.values(services).map(({ name }) => name);

/**
 * The rewriter for a service's URLs.
 * @param keepsTypes whether the paths of originals hold `image/upload`, where the service has that
 */
export function rewriterFor(name: ServiceName, keepsTypes: boolean): UrlRewriter {
  const types = Object.keys(services) as ServiceType[];
  const type = types.find((each) => services[each].name === name) as ServiceType;
  return "preserveAssetDeliveryTypes" in services[type].switches
    ? ({ type, preserveAssetDeliveryTypes: keepsTypes } as UrlRewriter)
    : ({ type } as UrlRewriter);
}
