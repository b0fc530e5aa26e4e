/** JSON schemas as they are made of types and documents, and what is done to them before values are held against them. */
import type { Json } from '../replay/recording/exchange.ts';
import { isObject, type JsonObject } from '../replay/recording/json.ts';

export type Schema = JsonObject;
/** Schemas by name; a reference is `#/definitions/<name>`. */
export type Definitions = Record<string, Schema>;

/** Members that tell the types of a union apart. */
export const TAGS = ['type', 'role', 'object'];

/** The keyword with the type, and the member of it, that a piece of a schema belongs to: `ResponseUsage.total_tokens`. */
export const PLACE = '$comment';

/** Keywords that say what is there and of which type: lengths, patterns and ranges say nothing of how an answer is read. */
const KEPT = ['$ref', 'type', 'enum', 'const', 'required', 'items', 'prefixItems', 'additionalProperties', 'allOf'];

/**
 * The definitions, changed in ways that leave what they say of members and types:
 * - of a union, a value is held against the types that have its `type` (`role`, `object`) and its kind of JSON, and against
 *   no others, so that what is wrong with it is told of the type that it means;
 * - a member that may be absent may be `null`: servers in Python write it so (docs/decisions/0013-contracts.md);
 * - each piece says where it belongs.
 */
export function prepared(definitions: Definitions): Definitions {
  const prepare = new Preparation(definitions);
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, prepare.schema(schema, name)]));
}

/** A schema by its reference, or as it is. */
export function resolved(schema: Schema, definitions: Definitions): Schema {
  const name = definitionOf(schema);
  if (name === undefined) return schema;
  const found = definitions[name];
  if (found === undefined) throw new Error(`There is no type ${name}.`);
  return resolved(found, definitions);
}

const REFERENCE = '#/definitions/';

/** The name that a schema refers to. */
export function definitionOf({ $ref }: Schema): string | undefined {
  return typeof $ref === 'string' ? decodeURIComponent($ref.slice(REFERENCE.length)) : undefined;
}

class Preparation {
  readonly #definitions: Definitions;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  schema(schema: Schema, place: string): Schema {
    const { anyOf: any, oneOf: one, allOf, properties, ...others } = schema;
    const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
    const members = isObject(properties)
      ? Object.entries(properties).map(([name, member]): [string, Json] => {
          const prepared = this.#any(member, `${place}.${name}`);
          return [name, required.includes(name) ? prepared : orNull(prepared)];
        })
      : undefined;
    const union = [any, one].find((each) => Array.isArray(each));
    const all = [
      ...(Array.isArray(allOf) ? allOf.map((each) => this.#any(each, place)) : []),
      ...(union ? [this.#union(union.filter(isObject), place)] : []),
    ];
    const kept = Object.entries(others).filter(([keyword]) => KEPT.includes(keyword));
    return {
      ...(!('$ref' in schema) && { [PLACE]: place }),
      ...Object.fromEntries(kept.map(([keyword, value]) => [keyword, this.#below(keyword, value, place)])),
      ...(members && { properties: Object.fromEntries(members) }),
      ...(all.length > 0 && { allOf: all }),
    };
  }

  #below(keyword: string, value: Json, place: string): Json {
    if (keyword === 'items') return this.#any(value, `${place}[]`);
    if (keyword === 'additionalProperties') return this.#any(value, `${place}.*`);
    return keyword === 'prefixItems' && Array.isArray(value)
      ? value.map((each) => this.#any(each, `${place}[]`))
      : value;
  }

  #any(value: Json, place: string): Json {
    return isObject(value) ? this.schema(value, place) : value;
  }

  #union(listed: readonly Schema[], place: string): Schema {
    const kinds = Map.groupBy(
      listed.flatMap((each) => this.#flat(each)),
      (member) => this.#kindOf(member),
    );
    const { objects, lists, others } = {
      objects: kinds.get('object') ?? [],
      lists: kinds.get('array') ?? [],
      others: kinds.get('other') ?? [],
    };
    const known = [...(objects.length > 0 ? ['object'] : []), ...(lists.length > 0 ? ['array'] : [])];
    const otherwise = others.length > 0 ? this.#plain(others, place) : { [PLACE]: place, type: known };
    const ofLists = lists.length === 0 ? otherwise : when({ type: 'array' }, this.#anyOf(lists, place), otherwise);
    return objects.length === 0 ? ofLists : when({ type: 'object' }, this.#tagged(objects, place), ofLists);
  }

  /** Objects by the value of what tells them apart; any of them where nothing does. */
  #tagged(objects: readonly Schema[], place: string): Schema {
    const tag = TAGS.find((each) => objects.every((object) => this.#valuesOf(object, each).length > 0));
    if (tag === undefined || objects.length === 1) return this.#anyOf(objects, place);
    const values = [...new Set(objects.flatMap((object) => this.#valuesOf(object, tag)))];
    const untagged = objects.filter((object) => !isRequired(this.#resolved(object), tag));
    const byValue = values.map((value) =>
      when(
        { required: [tag], properties: { [tag]: { const: value } } },
        this.#anyOf(
          objects.filter((object) => this.#valuesOf(object, tag).includes(value)),
          place,
        ),
      ),
    );
    return {
      [PLACE]: place,
      properties: { [tag]: { [PLACE]: `${place}.${tag}`, enum: values } },
      ...(untagged.length === 0 && { required: [tag] }),
      allOf: [
        ...byValue,
        ...(untagged.length === 0 ? [] : [when({ not: { required: [tag] } }, this.#anyOf(untagged, place))]),
      ],
    };
  }

  /** What is neither object nor list: one enumeration where all that it may be is listed. */
  #plain(schemas: readonly Schema[], place: string): Schema {
    const values = schemas.map((each) => listedIn(this.#resolved(each)));
    const [first, ...more] = schemas;
    if (first !== undefined && more.length > 0 && values.every((each) => each.length > 0))
      return { [PLACE]: place, enum: [...new Set(values.flat())] };
    return this.#anyOf(schemas, place);
  }

  #anyOf(schemas: readonly Schema[], place: string): Schema {
    const [only, ...more] = schemas.map((each) => this.schema(each, place));
    return only !== undefined && more.length === 0 ? only : { [PLACE]: place, anyOf: only ? [only, ...more] : [] };
  }

  /** A union's members, those of unions in it among them. */
  #flat(schema: Schema): Schema[] {
    return alternativesOf(this.#resolved(schema))?.flatMap((each) => this.#flat(each)) ?? [schema];
  }

  #kindOf(schema: Schema): 'object' | 'array' | 'other' {
    const { type, properties, allOf } = this.#resolved(schema);
    if (type === 'object' || (type === undefined && properties !== undefined)) return 'object';
    if (type === undefined && Array.isArray(allOf))
      return allOf.filter(isObject).some((each) => this.#kindOf(each) === 'object') ? 'object' : 'other';
    return type === 'array' ? 'array' : 'other';
  }

  #valuesOf(object: Schema, tag: string): Json[] {
    return valuesOf(object, tag, this.#definitions);
  }

  #resolved(schema: Schema): Schema {
    return resolved(schema, this.#definitions);
  }
}

/** The members of a union; undefined for what is none. */
export function alternativesOf({ anyOf: any, oneOf: one }: Schema): Schema[] | undefined {
  const union = any ?? one;
  return Array.isArray(union) ? union.filter(isObject) : undefined;
}

/** All values that a member of an object may have; none where the schema does not list them. */
export function valuesOf(object: Schema, member: string, definitions: Definitions): Json[] {
  const { properties, allOf } = resolved(object, definitions);
  const own = isObject(properties) ? properties[member] : undefined;
  if (!isObject(own))
    return Array.isArray(allOf) ? allOf.filter(isObject).flatMap((each) => valuesOf(each, member, definitions)) : [];
  return listedIn(resolved(own, definitions));
}

/** All values that a schema allows; none where it does not list them. */
function listedIn({ const: only, enum: several, type }: Schema): Json[] {
  if (only !== undefined) return [only];
  return Array.isArray(several) ? several : type === 'null' ? [null] : [];
}

function isRequired({ required }: Schema, member: string): boolean {
  return Array.isArray(required) && required.includes(member);
}

function when(condition: Schema, then: Schema, otherwise?: Schema): Schema {
  // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
  return { if: condition, then, ...(otherwise && { else: otherwise }) };
}

function orNull(schema: Json): Json {
  return isObject(schema) ? { if: { type: 'null' }, else: schema } : schema;
}
