/** JSON values as `JSON.parse` yields them: the form in which a shown record is read. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue | undefined };
