import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import {
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  objectsOf,
  parseJson,
  textOf,
} from './json.ts';

/** A request or an answer, seen from the document. */
export interface Exchange {
  readonly method: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body?: Json;
}

/** Checks against GitHub's own OpenAPI document; each returns what is wrong, in plain words. */
export interface OpenApi {
  checkRequest(exchange: Exchange): readonly string[];
  checkAnswer(exchange: Exchange, status: number, body: Json | undefined): readonly string[];
}

const document = 'github';
let shared: OpenApi | undefined;

/** Reads the vendored part once a process: compiling its schemas takes longer than using them. */
export function openApi(): OpenApi {
  shared ??= createOpenApi();
  return shared;
}

function createOpenApi(): OpenApi {
  const text = readFileSync(new URL('./openapi.json', import.meta.url), 'utf8');
  const root = objectOf(parseJson(text));
  const schemas = createSchemas(root);

  function operationOf({ method, template }: Exchange): JsonObject | undefined {
    const path = objectOf(root.paths)[template];
    const operation = isObject(path) ? path[method.toLowerCase()] : undefined;
    return isObject(operation) ? operation : undefined;
  }

  function checkRequest(exchange: Exchange): readonly string[] {
    const operation = operationOf(exchange);
    // GraphQL has a schema of its own; `graphql.ts` takes nothing but the one mutation in use.
    if (exchange.template === '/graphql') return [];
    if (!operation) return ['the operation is not in the vendored document'];
    const declared = objectsOf(operation.parameters ?? []).map((item) => resolve(root, item));
    return [
      ...checkParameters(schemas, declared, exchange),
      ...checkRequestBody(schemas, operation, { body: exchange.body, root }),
    ];
  }

  function checkAnswer(exchange: Exchange, status: number, body: Json | undefined) {
    const responses = operationOf(exchange)?.responses;
    if (!isObject(responses)) return [];
    const declared = responses[String(status)];
    // GitHub's document names few of the refusals, and every operation can be refused.
    if (!isObject(declared)) return status < 400 ? [`status ${status} is not declared`] : [];
    const schema = jsonSchemaOf(resolve(root, declared));
    if (!schema || body === undefined) return [];
    return schemas.errors(schema, body).map((error) => `answer${error}`);
  }

  return { checkRequest, checkAnswer };
}

function jsonSchemaOf(message: JsonObject): JsonObject | undefined {
  const media = isObject(message.content) ? message.content['application/json'] : undefined;
  return isObject(media) && isObject(media.schema) ? media.schema : undefined;
}

interface Schemas {
  errors(schema: JsonObject, value: unknown): readonly string[];
  coerced(schema: JsonObject, text: string): readonly string[];
}

/** Compiles each schema on first use. The schemas refer to each other within the document. */
function createSchemas(root: JsonObject): Schemas {
  const compiled = new Map<JsonObject, ValidateFunction>();
  /** Compiling takes most of the time, so the same schema has to be the same object. */
  const wrappers = new Map<JsonObject, JsonObject>();
  const build = (coerceTypes: boolean) => {
    // Compiling takes far longer than checking: each component once, and not optimized.
    const quickly = { inlineRefs: false, code: { optimize: false } };
    const lenient = { strict: false, allErrors: true, logger: false, coerceTypes } as const;
    const ajv = new Ajv({ ...lenient, ...quickly });
    formats.default(ajv);
    ajv.addSchema({ $id: document, components: root.components });
    return ajv;
  };
  const plain = build(false);
  const coercing = build(true);

  function errorsOf(ajv: Ajv, schema: JsonObject, value: unknown): readonly string[] {
    const validate = compiled.get(schema) ?? ajv.compile(objectOf(absolute(schema)));
    compiled.set(schema, validate);
    if (validate(value)) return [];
    const errors = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath} ${message} ${JSON.stringify(params)}`;
    });
    return errors.slice(0, 5);
  }

  return {
    errors: (schema, value) => errorsOf(plain, schema, value),
    coerced: (schema, text) => {
      const wrapped = wrappers.get(schema) ?? { type: 'object', properties: { value: schema } };
      wrappers.set(schema, wrapped);
      return errorsOf(coercing, wrapped, { value: text });
    },
  };
}

/** References as ajv finds them once the document has a name. */
function absolute(value: Json): Json {
  if (Array.isArray(value)) return value.map(absolute);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? document + item : absolute(item),
    ]),
  );
}

function resolve(root: JsonObject, value: JsonObject): JsonObject {
  if (typeof value.$ref !== 'string') return value;
  const keys = value.$ref.split('/').slice(1);
  return keys.reduce((found, key) => objectOf(found[key]), root);
}

function checkParameters(
  schemas: Schemas,
  declared: readonly JsonObject[],
  exchange: Exchange,
): readonly string[] {
  const problems: string[] = [];
  const known = new Set<string>();
  for (const parameter of declared) {
    const name = textOf(parameter, 'name');
    const inPath = parameter.in === 'path';
    if (!inPath) known.add(name);
    const text = inPath ? exchange.parameters[name] : exchange.query.get(name);
    if (text === null || text === undefined) {
      if (parameter.required === true) problems.push(`parameter ${name} is missing`);
      continue;
    }
    const errors = schemas.coerced(objectOf(parameter.schema), text);
    problems.push(...errors.map((error) => `parameter ${name}:${error}`));
  }
  const unknown = [...exchange.query.keys()].filter((name) => !known.has(name));
  return [...problems, ...unknown.map((name) => `parameter ${name} is not declared`)];
}

interface RequestBody {
  readonly body: Json | undefined;
  readonly root: JsonObject;
}

function checkRequestBody(
  schemas: Schemas,
  operation: JsonObject,
  { body, root }: RequestBody,
): readonly string[] {
  const declared = isObject(operation.requestBody) ? operation.requestBody : undefined;
  if (!declared) return body === undefined ? [] : ['a body is not declared'];
  if (body === undefined) return declared.required === true ? ['the body is missing'] : [];
  const schema = objectOf(jsonSchemaOf(declared));
  const errors = schemas.errors(schema, body).map((error) => `body${error}`);
  return [...errors, ...undeclaredFields(resolve(root, schema), body)];
}

/** The document forbids no field, but one that it does not know is a mistake all the same. */
function undeclaredFields(schema: JsonObject, body: Json): readonly string[] {
  if (!isObject(schema.properties) || !isObject(body)) return [];
  const known = schema.properties;
  return Object.keys(body)
    .filter((name) => !(name in known))
    .map((name) => `body has ${name}, which is not declared`);
}
