import { describe, expect, it } from 'vitest'
import { playbookMutants } from './playbook-mutants.ts'
import { simulatePlaybooks } from './simulate-playbooks.ts'
import { playbookEngine } from './simulated-engine.ts'

describe('simulated playbooks', () => {
	it('keep every promise over 200 seeds', () => {
		const broken: string[] = []
		let arrived = 0
		let unclear = 0
		let refused = 0
		let moved = 0
		for (let seed = 1; seed <= 200; seed++) {
			const { trace, broken: found } = simulatePlaybooks(seed, playbookEngine)
			broken.push(...found.map(text => `seed ${seed}: ${text}`))
			arrived += trace.filter(line => line.endsWith(' arrives')).length
			refused += trace.filter(line => / refused \d+\/(ring|ping|pong)/.test(line)).length
			moved += trace.filter(line => / move → /.test(line)).length
			unclear += trace.filter(line => / lost its answer| died while/.test(line)).length
		}
		expect(broken).toEqual([])
		// A world in which nothing happens would keep them too.
		expect(arrived).toBeGreaterThan(2_000)
		expect(unclear).toBeGreaterThan(300)
		expect(refused).toBeGreaterThan(200)
		expect(moved).toBeGreaterThan(100)
	})

	it('give the same trace for the same seed, and another for another', () => {
		const trace = (seed: number) => simulatePlaybooks(seed, playbookEngine).trace.join('\n')
		expect(trace(7)).toBe(trace(7))
		expect(trace(7)).not.toBe(trace(8))
	})

	it('find every mutant but at most one within 500 seeds', () => {
		const missed = playbookMutants.filter(({ engine }) => {
			for (let seed = 1; seed <= 500; seed++) {
				if (simulatePlaybooks(seed, engine).broken.length > 0) return false
			}
			return true
		})
		expect(playbookMutants.length).toBe(18)
		expect(missed.map(({ name }) => name).length).toBeLessThanOrEqual(1)
	})
})
