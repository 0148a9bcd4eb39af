import { expect, it } from 'vitest'
import { createSeal } from './seal.ts'

const seal = createSeal('a secret of more than thirty-two characters')

it('opens what it closed, with the same key, in the same place', () => {
	const sealed = seal.close('päss wörd', 'smtp')
	expect(sealed.includes('wörd')).toBe(false)
	expect(seal.open(sealed, 'smtp')).toBe('päss wörd')
	expect(seal.open(sealed, 'slack')).toBeUndefined()
	expect(createSeal('another secret of more than thirty-two').open(sealed, 'smtp')).toBeUndefined()
})
it('never closes alike', () => {
	expect(seal.close('same', 'smtp').equals(seal.close('same', 'smtp'))).toBe(false)
})
it('notices every changed byte', () => {
	const sealed = seal.close('x', 'smtp')
	for (let at = 0; at < sealed.length; at++) {
		const changed = Buffer.from(sealed)
		changed[at] = (changed[at] ?? 0) ^ 1
		expect(seal.open(changed, 'smtp')).toBeUndefined()
	}
	expect(seal.open(Buffer.alloc(0), 'smtp')).toBeUndefined()
})
