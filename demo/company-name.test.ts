import { expect, it } from 'vitest'
import { nameCompany } from './company-name.ts'

it('gives no two accounts the same name or domain', () => {
	const companies = Array.from({ length: 100_000 }, (_, index) => nameCompany(index, 7, 'logistics'))
	expect(new Set(companies.map(company => company.name)).size).toBe(companies.length)
	expect(new Set(companies.map(company => company.domain)).size).toBe(companies.length)
	expect(companies.every(company => /^[a-z-]+\.example$/.test(company.domain))).toBe(true)
})
