import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getDay } from '../../core/time/day.ts'
import { makeDemo } from '../../demo/make-demo.ts'
import { importFiles } from '../sources/import-files.ts'
import { type Company, listReallyDropped, openCompany } from './demo-company.ts'
import { killComputing } from './kill-computing.ts'

let folder: string
let company: Company

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-kills-'))
	const demo = await makeDemo({ folder, accounts: 120, seed: 11, months: 12 })
	company = await openCompany(folder)
	await importFiles(company, [demo.filesFolder], { today: getDay(demo.today) })
})
afterAll(async () => {
	await company[Symbol.asyncDispose]()
	await rm(folder, { recursive: true, force: true })
})

it('stores whole days only, killed at twenty moments, and the same days when repeated', async () => {
	const { outageFrom } = await listReallyDropped(join(folder, 'truth', 'truth.jsonl'))
	expect(await killComputing(company, outageFrom - 5, outageFrom + 10, 20)).toBe(20)
})
