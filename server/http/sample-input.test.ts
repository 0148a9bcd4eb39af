import { describe, expect, it } from 'vitest'
import { allContracts } from '../../api/all-contracts.ts'
import type { Contract } from '../../api/contract.ts'
import { sampleBodies, samplePath, sampleQueries } from '../../e2e/sample-input.ts'

function paramsOf(contract: Contract, path: string): Record<string, string> {
	const parts = path.replace(/\?.*/, '').split('/')
	return Object.fromEntries(
		contract.path
			.split('/')
			.flatMap((part, at) =>
				part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[at] ?? '')]] : [],
			),
	)
}

// The walks over every operation are worth nothing where an operation refuses their input before it looks at anything.
describe('sample input', () => {
	it.each(allContracts.map(contract => [contract.name, contract] as const))(
		'of %s is what it takes',
		(name, contract) => {
			const { params, query, body } = contract.input
			const path = samplePath(contract, 'own')
			const search = Object.fromEntries(new URLSearchParams(path.split('?')[1] ?? ''))
			expect(params?.safeParse(paramsOf(contract, path)).error).toBeUndefined()
			expect(query?.safeParse(search).error).toBeUndefined()
			expect(body?.safeParse(sampleBodies[name]).error).toBeUndefined()
			if (!body) expect(sampleBodies[name]).toBeUndefined()
		},
	)
	it('is of operations that there are', () => {
		const names = new Set(allContracts.map(({ name }) => name))
		const given = [...Object.keys(sampleBodies), ...Object.keys(sampleQueries)]
		expect(given.filter(name => !names.has(name))).toEqual([])
	})
})

describe('operations', () => {
	it('have names and places of their own', () => {
		const names = allContracts.map(({ name }) => name)
		const places = allContracts.map(({ method, path }) => `${method} ${path.replaceAll(/:[a-z_]+/g, ':')}`)
		expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
		expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([])
	})
})
