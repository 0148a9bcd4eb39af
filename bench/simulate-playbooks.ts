import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { playbookMutants } from '../core/playbooks/playbook-mutants.ts'
import { simulatePlaybooks } from '../core/playbooks/simulate-playbooks.ts'
import { playbookEngine } from '../core/playbooks/simulated-engine.ts'

// node bench/simulate-playbooks.ts [SEEDS] [--from FIRST] [--seed N] [--write]
const [given] = process.argv.slice(2)
const one = process.argv.indexOf('--seed')
if (one > 0) {
	const { trace } = simulatePlaybooks(Number(process.argv[one + 1]), playbookEngine)
	process.stdout.write(`${trace.join('\n')}\n`)
} else {
	const seeds = Number(given ?? 500) || 500
	const from = process.argv.indexOf('--from')
	const first = from > 0 ? Number(process.argv[from + 1]) : 1
	const started = performance.now()
	const counts = { arrived: 0, lost: 0, died: 0, broken: 0 }
	for (let seed = first; seed < first + seeds; seed++) {
		const { trace, broken } = simulatePlaybooks(seed, playbookEngine)
		counts.broken += broken.length
		for (const line of trace) {
			if (line.endsWith(' arrives')) counts.arrived++
			else if (line.endsWith(' lost its answer')) counts.lost++
			else if (/ died (while sending|before the commit)$/.test(line)) counts.died++
		}
	}
	const rows = playbookMutants.map(({ name, says, engine }) => {
		for (let seed = 1; seed <= 500; seed++) {
			const [broken] = simulatePlaybooks(seed, engine).broken
			if (broken !== undefined) return `| ${name} | ${says} | ${seed} | ${broken} |`
		}
		return `| ${name} | ${says} | not within 500 | – |`
	})
	const text = `# The simulator of playbooks

Written by \`node bench/simulate-playbooks.ts ${seeds} --write\`; \`--seed N\` prints the trace of one seed, the same bytes
every time. A world lives 25 days with eight accounts: signals come and go, imports bring old ones, data fail,
everything is stopped and started, people pause, cancel, approve and skip, the process dies before a commit and around
every send, and every send arrives, fails, or arrives with its answer lost. Nine playbooks stand in circles, each setting
the stage by which the next one starts; halfway a second version is applied, and people move runs and change owners.
When everything goes on again after a stop, planned messages wait for approval and waits are longer. People act while a
message is on its way, and what surely did not arrive is tried again.

${seeds} seeds: ${counts.arrived} messages arrived, ${counts.lost} answers were lost, the process died ${counts.died} times,
**${counts.broken} promises were broken**.

Promises: one run per account, playbook and occasion; nothing from a first look, from history, in an outage, or while
everything is stopped; at most one message per run, step and recipient; every unclear send shown as unknown until a
person says; nothing sent or done by a run that has ended, nothing done by a paused one; no step twice; caps and control
groups kept; nothing to a customer without approval; no playbook started by what it has led to itself, and none as the
sixth in a row; no step that the version which a run follows does not have; no start by what happened on a day on which
everything was stopped, no message that piled up then without approval, and no wait that counts such days; no message
of a run that is paused, or that ended before the message was taken.

${playbookMutants.length} faults; each replaces one decision of the engine. The first ten were written before the simulator, the next
three before it had circles and versions, the last five before it had what follows a stop, and retries:

| mutant | what it does | found at seed | by |
|---|---|---|---|
${rows.join('\n')}
`
	process.stdout.write(text)
	process.stdout.write(`\n${((performance.now() - started) / 1000).toFixed(1)} s\n`)
	if (process.argv.includes('--write')) {
		writeFileSync(join(import.meta.dirname, '..', 'docs', 'playbook-simulator.md'), text)
	}
	if (counts.broken > 0) process.exitCode = 1
}
