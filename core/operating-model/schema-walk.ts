import { z } from 'zod'

/** The schema itself, without what only says how to fill in or check it. */
function unwrap(schema: unknown): unknown {
	let inner = schema
	for (;;) {
		if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) inner = inner.unwrap()
		else if (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap()
		else return inner
	}
}

function step(schema: unknown, key: string | number): unknown[] {
	const inner = unwrap(schema)
	if (inner instanceof z.ZodObject) return key in inner.shape ? [inner.shape[key]] : []
	if (inner instanceof z.ZodArray) return [inner.element]
	if (inner instanceof z.ZodRecord) return [inner.valueType]
	if (inner instanceof z.ZodUnion) return inner.options.flatMap(option => step(option, key))
	if (inner instanceof z.ZodTuple) return [inner.def.items[Number(key)]]
	return []
}

function keysOf(schema: unknown): string[] {
	const inner = unwrap(schema)
	if (inner instanceof z.ZodObject) return Object.keys(inner.shape)
	return inner instanceof z.ZodUnion ? inner.options.flatMap(keysOf) : []
}

/** Keys that an object at the path of data of the schema may have; of a union those of all its forms. */
export function listKeysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
	let schemas: unknown[] = [schema]
	for (const key of path) {
		schemas = schemas.flatMap(candidate => step(candidate, typeof key === 'number' ? key : String(key)))
	}
	return [...new Set(schemas.flatMap(keysOf))]
}

/** Deep equality of JSON values. */
export function isSameJson(left: unknown, right: unknown): boolean {
	return JSON.stringify(left) === JSON.stringify(right)
}

/** The value without what the schema fills in by itself, so that parsing the rest gives the value again. */
export function omitDefaults(schema: unknown, value: unknown): unknown {
	const inner = unwrap(schema)
	if (inner instanceof z.ZodArray && Array.isArray(value)) {
		return value.map(item => omitDefaults(inner.element, item))
	}
	if (inner instanceof z.ZodUnion) {
		const form = inner.options.find(option => option instanceof z.ZodType && option.safeParse(value).success)
		return form === undefined ? value : omitDefaults(form, value)
	}
	if (!(inner instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value
	const entries = Object.entries(inner.shape).flatMap(([key, child]) => {
		const own: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
		if (own === undefined) return []
		const filled = child instanceof z.ZodType ? child.safeParse(undefined) : { success: false as const }
		if (filled.success && isSameJson(filled.data, own)) return []
		return [[key, omitDefaults(child, own)] as const]
	})
	return Object.fromEntries(entries)
}
