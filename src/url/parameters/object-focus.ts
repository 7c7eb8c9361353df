/** What can be looked for in an image: the classes of COCO in their order, as ImageKit spells them. */
export const objectNames = [
  ...words("person bicycle car motorcycle airplane bus train truck boat trafficLight fireHydrant"),
  ...words("stopSign parkingMeter bench bird cat dog horse sheep cow elephant bear zebra giraffe"),
  ...words("backpack umbrella handbag tie suitcase frisbee skis snowboard sportsBall kite"),
  ...words("baseballBat baseballGlove skateboard surfboard tennisRacket bottle wineGlass cup"),
  ...words("fork knife spoon bowl banana apple sandwich orange broccoli carrot hotDog pizza"),
  ...words("donut cake chair couch pottedPlant bed diningTable toilet tv laptop mouse remote"),
  ...words("keyboard cellPhone microwave oven toaster sink refrigerator book clock vase"),
  ...words("scissors teddyBear hairDrier toothbrush"),
] as const;

export type ObjectName = (typeof objectNames)[number];

/**
 * A cut around objects, as `fo` writes it: `dog`, or of several kinds `dog_cat`; `subject` is the one
 * object that stands out most, of whatever kind. `wide` and `center` mean what they do behind `face`.
 */
export type ObjectFocus =
  | `${ObjectName | "subject"}${"" | "-wide"}${"" | "-center"}`
  | `${ObjectName}_${string}`;

/** What such a value asks for. */
export interface ObjectChoice {
  of: "objects";
  names: readonly ObjectName[] | "subject";
  closesIn: boolean;
  /** The focus where no object is found. */
  otherwise: "auto" | "center";
}

const spelling = /^([A-Za-z_]+)(-wide)?(?:-(center))?$/;

function words<const T extends string>(text: T): Words<T>[] {
  return text.split(" ") as Words<T>[];
}

type Words<T extends string> = T extends `${infer First} ${infer Rest}` ? First | Words<Rest> : T;

export function isObjectName(text: string): text is ObjectName {
  return (objectNames as readonly string[]).includes(text);
}

export function isObjectFocus(text: string): text is ObjectFocus {
  return objectChoice(text) !== undefined;
}

/** Undefined for every focus that is none on objects. */
export function objectChoice(focus: string | undefined): ObjectChoice | undefined {
  const [, list, wide, otherwise] = spelling.exec(focus ?? "") ?? [];
  if (list === undefined) return undefined;
  const names = list.split("_");
  if (list !== "subject" && !names.every(isObjectName)) return undefined;
  return {
    of: "objects",
    names: list === "subject" ? "subject" : (names as ObjectName[]),
    closesIn: wide === undefined,
    otherwise: otherwise === undefined ? "auto" : "center",
  };
}
