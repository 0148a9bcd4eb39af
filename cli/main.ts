import { Command } from 'commander'
import { runProgram } from './command.ts'
import { commands } from './commands.ts'

const program = new Command('perennial')
	.description('Customer success operations: accounts at risk, why, and what to do')
	.exitOverride()
	.showHelpAfterError('(perennial COMMAND --help says more)')

const [, , called = ''] = process.argv
for (const [name, load] of Object.entries(commands)) {
	if (Object.hasOwn(commands, called) && name !== called) continue
	const register = await load()
	register(program)
}

const exitCode = await runProgram(program, process.argv)
if (exitCode !== 0) process.exitCode = exitCode
