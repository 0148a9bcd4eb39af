import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = import.meta.dirname

it('every guarantee names a test that is there', () => {
	const rows = readFileSync(join(root, 'GUARANTEES.md'), 'utf8')
		.split('\n')
		.filter(line => line.startsWith('| ') && !line.startsWith('| promise'))
	expect(rows.length).toBeGreaterThan(10)
	for (const row of rows) {
		const files = [...row.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => file ?? '')
		expect(files.length, row).toBeGreaterThan(0)
		const missing = files.filter(
			file => !existsSync(join(root, file)) && !existsSync(join(root, 'server/sources', file)),
		)
		expect(missing, row).toEqual([])
	}
})
