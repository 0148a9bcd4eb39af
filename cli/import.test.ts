import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { runProgram } from './command.ts'
import { registerImport, showImport } from './import.ts'

const file = {
	file: 'tickets.csv',
	kind: 'tickets' as const,
	rows: 3,
	accepted: 0,
	duplicates: 3,
	corrections: 0,
	rejected: 0,
}
const none = { rejects_file: null, first_rejects: [], notes: [] }

describe('import', () => {
	it('shows what became of each file and that nothing was new', () => {
		const text = showImport({ ...none, files: [file] })
		expect(text).toMatch(/file +kind +rows +accepted +duplicates +corrections +rejected/)
		expect(text).toMatch(/tickets.csv +tickets +3 +0 +3 +0 +0/)
		expect(text).toContain('Nothing new: every row was there already.')
	})

	it('says where refused rows are, and why the first of them were refused', () => {
		const reject = {
			file: 'tickets.csv',
			line: 4,
			column: 'opened_at',
			value: 'x',
			reason: 'expected a date, got x',
		}
		const text = showImport({
			files: [{ ...file, rows: 1_204, duplicates: 4, rejected: 1_200 }],
			rejects_file: '/data/rejects/load-1.csv',
			first_rejects: [reject, { ...reject, line: null, column: null }],
			notes: ['tickets.csv: ignored, as tickets has no such columns: x'],
		})
		expect(text).toContain('1,200 rows were refused, kept with their reasons in /data/rejects/load-1.csv')
		expect(text).toContain('  tickets.csv, line 4, column opened_at: expected a date, got x')
		expect(text).toContain('  tickets.csv: expected a date, got x')
		expect(text).toContain('… and 1,198 more')
		expect(text).toContain('has no such columns: x')
		expect(text).not.toContain('Nothing new')
	})

	it.each([[['import']], [['import', 'x.csv', '--as', 'invoice']], [['import', 'x.csv', '--colour']]])(
		'ends %j with 2',
		async argv => {
			const program = new Command('perennial').exitOverride().configureOutput({ writeErr: () => {} })
			registerImport(program)
			expect(await runProgram(program, ['node', 'perennial', ...argv])).toBe(2)
		},
	)
})
