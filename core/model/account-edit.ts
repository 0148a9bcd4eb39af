/** The source of everything that people enter. It never goes stale: nobody has to enter anything. */
export const handSource = 'by hand'

/** Part of the facts by which a person sets a field of an account: such a field wins over every source until released. */
export const editedPart = 'edited'

/** Fields of an account that a person can set. The segment is none of them: it follows the model's conditions. */
export const accountEditFields = [
	'name',
	'owner_email',
	'lifecycle_stage',
	'domain',
	'industry',
	'region',
	'country',
	'tier',
	'channel',
] as const
export type AccountEditField = (typeof accountEditFields)[number]
