import type { Action } from '../model/action.ts'
import type { Actor, Role, Scope } from '../model/actor.ts'

/** `own`: only where the subject belongs to the actor. */
export type Extent = 'all' | 'own' | 'none'

/** What an action is about; absent where it is about no account. */
export interface Subject {
	/** E-mail address of the CSM whose account (or thing) it is; null: nobody's. */
	ownerEmail: string | null
}

type Rights = Record<Role, Extent>

function rights(admin: Extent, ops: Extent, manager: Extent, csm: Extent, viewer: Extent): Rights {
	return { admin, ops, manager, csm, viewer }
}

const everybody = rights('all', 'all', 'all', 'all', 'all')

/** Who may do what: one row per action. */
export const accessTable: Record<Action, { rights: Rights; scope: Scope | null }> = {
	public: { rights: everybody, scope: 'read' },
	// A key is no person: it has no password, no second factor and no session.
	self: { rights: everybody, scope: null },
	'accounts.read': { rights: everybody, scope: 'read' },
	'accounts.change': { rights: rights('all', 'all', 'all', 'own', 'none'), scope: 'write' },
	'tasks.read': { rights: everybody, scope: 'read' },
	'tasks.change': { rights: rights('all', 'all', 'all', 'own', 'none'), scope: 'write' },
	'renewals.read': { rights: everybody, scope: 'read' },
	'renewals.change': { rights: rights('all', 'none', 'all', 'own', 'none'), scope: 'write' },
	'signals.read': { rights: everybody, scope: 'read' },
	'health.read': { rights: everybody, scope: 'read' },
	'data.read': { rights: everybody, scope: 'read' },
	'data.import': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'import' },
	'day.run': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'import' },
	'model.read': { rights: everybody, scope: 'read' },
	'model.change': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'model' },
	'playbooks.read': { rights: everybody, scope: 'read' },
	'playbooks.change': { rights: rights('all', 'all', 'all', 'own', 'none'), scope: 'write' },
	'playbooks.run': { rights: rights('all', 'all', 'all', 'none', 'none'), scope: 'write' },
	'sends.read': { rights: everybody, scope: 'read' },
	'sends.decide': { rights: rights('all', 'all', 'all', 'own', 'none'), scope: 'write' },
	'delivery.change': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'admin' },
	// The key of a program that streams usage: it can add data and read nothing.
	'usage.send': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'ingest' },
	'workspace.read': { rights: everybody, scope: 'read' },
	'workspace.change': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'admin' },
	'people.read': { rights: everybody, scope: 'read' },
	'people.change': { rights: rights('all', 'none', 'none', 'none', 'none'), scope: 'admin' },
	'keys.change': { rights: rights('all', 'none', 'none', 'none', 'none'), scope: null },
	'views.change': { rights: rights('own', 'own', 'own', 'own', 'own'), scope: 'write' },
	'views.share': { rights: rights('all', 'all', 'all', 'none', 'none'), scope: 'write' },
	'audit.read': { rights: rights('all', 'all', 'none', 'none', 'none'), scope: 'admin' },
}

/** How far the actor may do the action at all, before it is known to what. A restricted person's `all` is `own`. */
export function extentOf(actor: Actor, action: Action): Extent {
	const { rights: byRole, scope } = accessTable[action]
	if (actor.scopes !== null && (scope === null || !actor.scopes.includes(scope))) return 'none'
	const extent = byRole[actor.role]
	return extent === 'all' && actor.isRestricted ? 'own' : extent
}

/** Whether the actor may do the action to the subject; without a subject, whether they may do it to anything. */
export function may(actor: Actor, action: Action, subject?: Subject): boolean {
	const extent = extentOf(actor, action)
	if (extent === 'all') return true
	if (extent === 'none') return false
	return subject === undefined || isOwn(actor, subject)
}

function isOwn(actor: Actor, { ownerEmail }: Subject): boolean {
	return ownerEmail !== null && ownerEmail.toLowerCase() === actor.email.toLowerCase()
}
