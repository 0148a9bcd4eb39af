/**
 * What can be done. Every route names one of them, and `core/access/may.ts` says who may. `public`: nobody needs to
 * be signed in; `self`: any signed-in person, about themselves.
 */
export const actions = [
	'public',
	'self',
	'accounts.read',
	'accounts.change',
	'tasks.read',
	'tasks.change',
	'renewals.read',
	'renewals.change',
	'signals.read',
	'health.read',
	'data.read',
	'data.import',
	'day.run',
	'model.read',
	'model.change',
	'playbooks.read',
	'playbooks.change',
	'playbooks.run',
	'sends.read',
	'sends.decide',
	'delivery.change',
	'usage.send',
	'workspace.read',
	'workspace.change',
	'people.read',
	'people.change',
	'keys.change',
	'views.change',
	'views.share',
	'audit.read',
] as const
export type Action = (typeof actions)[number]
