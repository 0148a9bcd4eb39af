import { describe, expect, it } from 'vitest'
import { actions } from '../model/action.ts'
import { type Actor, roles, scopes } from '../model/actor.ts'
import { accessTable, extentOf, may } from './may.ts'

function actor(change: Partial<Actor> = {}): Actor {
	return {
		kind: 'person',
		userId: 'u1',
		name: 'ana@example.com',
		email: 'ana@example.com',
		role: 'csm',
		isRestricted: false,
		scopes: null,
		...change,
	}
}
const own = { ownerEmail: 'Ana@Example.com' }
const other = { ownerEmail: 'ben@example.com' }
const nobodys = { ownerEmail: null }

describe('may', () => {
	it.each([
		['viewer', 'accounts.read', true, true],
		['viewer', 'accounts.change', false, false],
		['csm', 'accounts.read', true, true],
		['csm', 'accounts.change', true, false],
		['csm', 'renewals.change', true, false],
		['manager', 'accounts.change', true, true],
		['manager', 'model.change', false, false],
		['ops', 'model.change', true, true],
		['ops', 'renewals.change', false, false],
		['ops', 'people.change', false, false],
		['admin', 'people.change', true, true],
	] as const)('%s %s: own %s, others %s', (role, action, onOwn, onOther) => {
		expect(may(actor({ role }), action, own)).toBe(onOwn)
		expect(may(actor({ role }), action, other)).toBe(onOther)
		expect(may(actor({ role }), action, nobodys)).toBe(onOther)
	})

	it('lets an admin do everything to everything but to what is personal', () => {
		for (const action of actions) {
			expect(may(actor({ role: 'admin' }), action, own)).toBe(true)
			expect(may(actor({ role: 'admin' }), action, other)).toBe(action !== 'views.change')
		}
	})

	it('shows a restricted person only what is theirs, and takes nothing more away', () => {
		for (const role of roles) {
			for (const action of actions) {
				const restricted = actor({ role, isRestricted: true })
				expect(may(restricted, action, other)).toBe(false)
				expect(may(restricted, action, own)).toBe(may(actor({ role }), action, own))
			}
		}
	})

	it('gives a key at most its scopes and the role of its maker', () => {
		for (const action of actions) {
			for (const role of roles) {
				for (const scope of scopes) {
					const key = actor({ kind: 'key', role, scopes: [scope] })
					const isInScope = accessTable[action].scope === scope
					expect(extentOf(key, action)).toBe(isInScope ? extentOf(actor({ role }), action) : 'none')
				}
			}
		}
		expect(may(actor({ kind: 'key', role: 'admin', scopes: [...scopes] }), 'keys.change')).toBe(false)
	})
})
