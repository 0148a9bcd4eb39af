/** What people may be in the workspace, most rights first. */
export const roles = ['admin', 'ops', 'manager', 'csm', 'viewer'] as const
export type Role = (typeof roles)[number]

/** What an API key may be allowed, at most as much as the person who made it may. */
export const scopes = ['read', 'write', 'import', 'ingest', 'model', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who asks for something: a person, or a key that acts for one. */
export interface Actor {
	kind: 'person' | 'key'
	/** Id of the person; of a key, the id of the person who made it. */
	userId: string
	/** For the audit: `ana@example.com`, or `key nightly (ana@example.com)`. */
	name: string
	email: string
	role: Role
	/** Sees only the accounts that they own. */
	isRestricted: boolean
	/** Of a key; null for a person, who has every scope of their role. */
	scopes: readonly Scope[] | null
}
