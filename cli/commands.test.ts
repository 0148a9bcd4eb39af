import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands } from './commands.ts'

describe('a command', () => {
	it.each(Object.keys(commands))(
		'%s is what its name in the table says',
		async name => {
			const program = new Command('perennial')
			const register = await commands[name]?.()
			register?.(program)
			expect(program.commands.map(command => command.name())).toEqual([name])
		},
		120_000,
	)
})
