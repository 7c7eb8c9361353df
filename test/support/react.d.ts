// What a test uses of them, which come without types.

declare module "react" {
  export function createElement(component: unknown, properties: object): object;
}

declare module "react-dom/server" {
  export function renderToStaticMarkup(element: object): string;
}
