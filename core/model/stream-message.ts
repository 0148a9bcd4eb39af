/** What a streamed message says. */
export type StreamMessage =
	| {
			kind: 'usage'
			id: string
			/** The source's id. */
			account: string
			userId: string | null
			event: string
			atMs: number
			/** Numeric properties. */
			amounts: [string, number][]
	  }
	| { kind: 'identify'; id: string; account: string; userId: string; traits: Record<string, unknown> }
	| { kind: 'group'; id: string; account: string; userId: string | null; traits: Record<string, unknown> }

/** Why a message is not stored. */
export interface StreamRefusal {
	kind: 'refused'
	column: string | null
	value: string | null
	reason: string
}

/** Times before are mistakes of a clock. */
export function isAfter1970(atMs: number): boolean {
	return atMs > 0
}
