/**
 * How stores name the region in their endpoints' host names, the most particular first. The first
 * group is the region that requests are signed for; `named` is for stores that always take the same.
 */
const endpoints: readonly { host: RegExp; named?: string }[] = [
  { host: /\.r2\.cloudflarestorage\.com$/, named: "auto" },
  { host: /^storage\.googleapis\.com$/, named: "auto" },
  { host: /(?:^|\.)(?:fly\.storage\.tigris\.dev|t3\.storage\.dev)$/, named: "auto" },
  { host: /^storage\.yandexcloud\.net$/, named: "ru-central1" },
  { host: /^s3\.wasabisys\.com$/, named: "us-east-1" },
  { host: /^s3\.amazonaws\.com$/, named: "us-east-1" },
  // Amazon: dual stack, FIPS, access points, China; the old form with a hyphen; buckets in front.
  {
    host: /(?:^|\.)s3(?:-accesspoint|-fips|-accesspoint-fips)?(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/,
  },
  { host: /(?:^|\.)(?:s3\.)?(oss-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/ },
  { host: /(?:^|\.)cos\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)$/ },
  { host: /(?:^|\.)obs\.([a-z0-9-]+)\.myhuaweicloud\.(?:com|eu)$/ },
  { host: /\.compat\.objectstorage\.([a-z0-9-]+)\.(?:oraclecloud\.com|oci\.customer-oci\.com)$/ },
  { host: /(?:^|\.)sos-([a-z]{2}-[a-z]+-\d)\.exo\.io$/ },
  { host: /(?:^|\.)objects-([a-z0-9-]+)\.dream\.io$/ },
  // OVH puts the class of storage behind the region.
  { host: /(?:^|\.)s3\.([a-z0-9-]+)\.(?:io\.|perf\.)?cloud\.ovh\.(?:net|us)$/ },
  // Hetzner, DigitalOcean, Linode, Vultr: the region stands first, or behind the bucket.
  {
    host: /(?:^|\.)([a-z0-9-]+)\.(?:your-objectstorage|digitaloceanspaces|linodeobjects|vultrobjects)\.com$/,
  },
  // Wasabi, Backblaze, Scaleway, IDrive, IONOS, IBM and most others.
  { host: /(?:^|\.)s3[.-](?:private\.|direct\.)?([a-z]{2,}(?:-[a-z0-9]+)+)\.[a-z0-9-]+\./ },
];

/** The region that an endpoint's host name says: `fr-par` of `https://s3.fr-par.scw.cloud`. */
export function regionOf(endpoint = ""): string | undefined {
  const host = URL.parse(endpoint)?.hostname ?? "";
  const found = endpoints.find((each) => each.host.test(host));
  return found?.named ?? found?.host.exec(host)?.[1];
}
