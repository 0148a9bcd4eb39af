import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nastyFiles } from '../server/sources/fixtures/nasty-files.ts'
import { runPerennial } from './run-perennial.ts'

let folder: string
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-nasty-'))
})
afterAll(async () => {
	await perennial('stop')
	await rm(folder, { recursive: true, force: true, maxRetries: 10 })
})

const perennial = (...words: string[]) => runPerennial(join(folder, 'data'), ...words)

it.each([
	'UTF-16, little end first',
	'a quote in the header',
	'gzip that is cut off',
	'NUL in a cell',
	'amounts of all countries',
])('perennial import of a file with %s says what is wrong, without a stack', async says => {
	const file = nastyFiles.find(item => item.says === says)
	if (!file) throw new Error(`no file with ${says}`)
	const path = join(folder, file.name)
	await writeFile(path, file.bytes)
	const { code, out, err } = await perennial('import', path)
	expect(out + err).not.toMatch(/^\s+at .*:\d+:\d+/m)
	if (typeof file.comesTo !== 'string') {
		expect([code, err]).toEqual([1, expect.stringMatching(file.comesTo.refused)])
		return
	}
	expect(code).toBe(0)
	const { code: again, out: text } = await perennial('import', path, '--json')
	const [{ rows, accepted, duplicates, corrections, rejected }] = JSON.parse(text).files
	expect([again, accepted, corrections]).toEqual([0, 0, 0])
	expect(duplicates + rejected).toBe(rows)
	expect(String(rejected)).toBe(file.comesTo.split('/').at(-1))
})
