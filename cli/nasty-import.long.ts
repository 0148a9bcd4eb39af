import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nastyFiles } from '../server/sources/fixtures/nasty-files.ts'

const program = join(import.meta.dirname, '../perennial')
let folder: string
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'perennial-nasty-'))
})
afterAll(async () => {
	await perennial('stop')
	await rm(folder, { recursive: true, force: true, maxRetries: 10 })
})

function perennial(...words: string[]): Promise<{ code: number; out: string; err: string }> {
	const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', PERENNIAL_DATA: join(folder, 'data') }
	delete env.PERENNIAL_DATABASE_URL
	return new Promise(resolve => {
		execFile(program, words, { env, maxBuffer: 1 << 26 }, (error, out, err) => {
			resolve({ code: error ? Number(error.code) : 0, out, err })
		})
	})
}

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
