import { describe, expect, it } from 'vitest'
import { defaultModel } from '../../core/catalog/default-model.ts'
import { createHistoryWorks } from './history-works.ts'

const now = new Date('2026-11-01T06:00:00Z')

function createWorks() {
	const started: { signal: AbortSignal; finish: (history: string) => void; fail: (error: Error) => void }[] =
		[]
	const works = createHistoryWorks<string>(
		(_, { signal, onProgress }) =>
			new Promise((finish, fail) => {
				onProgress({ doing: 'looking', share: 0.5 })
				started.push({ signal, finish, fail })
			}),
		error => (error instanceof Error ? error.message : 'fault'),
	)
	return { works, started }
}

describe('looking at history for a draft', () => {
	it('shows how far it is, then what came out', async () => {
		const { works, started } = createWorks()
		const { id } = works.start('ada', defaultModel, now)
		expect(works.find('ada', id)).toMatchObject({
			state: 'running',
			progress: { doing: 'looking', share: 0.5 },
		})
		started[0]!.finish('better')
		await Promise.resolve()
		expect(works.find('ada', id)).toMatchObject({ state: 'done', history: 'better' })
	})
	it('says why it failed', async () => {
		const { works, started } = createWorks()
		const { id } = works.start('ada', defaultModel, now)
		started[0]!.fail(new Error('the disk is full'))
		await Promise.resolve()
		await Promise.resolve()
		expect(works.find('ada', id)).toMatchObject({ state: 'failed', error: 'the disk is full', history: null })
	})
	it('stops the one before of the same person, and nobody else’s', () => {
		const { works, started } = createWorks()
		const first = works.start('ada', defaultModel, now)
		works.start('ben', defaultModel, now)
		const second = works.start('ada', defaultModel, now)
		expect(started.map(({ signal }) => signal.aborted)).toEqual([true, false, false])
		expect(works.find('ada', first.id)).toBeUndefined()
		expect(works.find('ben', second.id)).toBeUndefined()
		expect(works.stop('ben', second.id)).toBe(false)
		expect(works.stop('ada', second.id)).toBe(true)
		expect(started[2]!.signal.aborted).toBe(true)
	})
})
