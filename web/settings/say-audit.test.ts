import { expect, it } from 'vitest'
import { sayAction, sayChanges } from './say-audit.ts'

it.each([
	['person.end_sessions', 'Person: end sessions'],
	['model.apply', 'Model: apply'],
	['import', 'Import'],
])('says the action %s', (action, said) => {
	expect(sayAction(action)).toBe(said)
})

it.each([
	[{ role: 'csm', isRestricted: false }, { role: 'manager', isRestricted: false }, 'role csm → manager'],
	[{ due_on: '2025-01-02' }, { due_on: null }, 'due on 2025-01-02 → nothing'],
	[null, { name: 'nightly', scopes: ['read'] }, 'name nightly, scopes ["read"]'],
	[{ isRestricted: false }, { isRestricted: true }, 'is restricted no → yes'],
	['open', 'done', 'open → done'],
	[null, null, ''],
])('says what changed from %j to %j', (before, after, said) => {
	expect(sayChanges(before, after)).toBe(said)
})
