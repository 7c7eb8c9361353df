import * as Actions from "@cloudinary/url-gen/actions";
import { Reshape } from "@cloudinary/url-gen/actions/reshape";
import * as Qualifiers from "@cloudinary/url-gen/qualifiers";

/** What a client builds prints itself as the component of a URL. */
export type Built = { toString(): string };
// Their types differ from one factory to the next: all are called alike here.
// biome-ignore lint/suspicious/noExplicitAny: factories of all shapes
export type Factory = any;
export type Factories = Record<string, Factory>;
export type Builders = Record<string, (make: Factory) => Built[]>;

const q = { ...Qualifiers } as unknown as Record<string, Factories>;
export const group = (name: string) => q[name] as Factories;

export const plain = (make: Factory) => [make()];
export const levels =
  (...values: (number | string)[]) =>
  (make: Factory) => [make(), ...values.map((value) => make(value))];
export const only =
  (...values: unknown[]) =>
  (make: Factory) =>
    values.map((value) => make(value));

export const each = (name: string) => Object.values(group(name)).map((make) => make());

export const picture = () => group("Source").image("shop:logo");

/** Groups of factories, some of which the package offers by a path of their own. */
export const actions = { ...Actions, Reshape: { ...Reshape } } as unknown as Record<
  string,
  Factories
>;
