import type { z } from 'zod'
import type { Action } from '../core/model/action.ts'

export const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const
export type Method = (typeof methods)[number]

/** What a call brings. All of it is checked; a query parameter or a field that is not named here is refused. */
export interface ContractInput {
	params?: z.ZodObject
	query?: z.ZodObject
	body?: z.ZodType
}

/** One operation of the API: the server mounts it, the client calls it, the documentation is made from it. */
export interface Contract<Input extends ContractInput = ContractInput, Output extends z.ZodType = z.ZodType> {
	/** Unique; the operation's id in the OpenAPI document. */
	name: string
	method: Method
	/** Below `/api/v1`, with `:name` for each of `input.params`. */
	path: string
	access: Action
	/** One line for the documentation. */
	says: string
	/** Of which group in the documentation. */
	group: string
	input: Input
	/** null where nothing is answered. For `stream`, what each event holds. */
	output: Output
	/** `upload`: the body is multipart/form-data with files. `stream`: server-sent events. */
	kind?: 'json' | 'upload' | 'stream'
	/** The answer holds something that is shown once (a key, a token): it is kept nowhere, not even to repeat it. */
	isShownOnce?: boolean
}

/** Declares an operation; the types of its input and output are inferred. */
export function contract<const Input extends ContractInput, Output extends z.ZodType>(
	definition: Contract<Input, Output>,
): Contract<Input, Output> {
	return definition
}

/** What `{}` is as a type. */
export type Nothing = Record<never, never>
type GivenPart<Schema> = Schema extends z.ZodType ? z.input<Schema> : never
type TakenPart<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type IsOptional<Schema> = Nothing extends GivenPart<Schema> ? true : false

/** What a caller gives: parts of which every value has a default may be left out. */
export type CallInput<Input extends ContractInput> = {
	[Part in keyof Input as IsOptional<Input[Part]> extends true ? never : Part]: GivenPart<Input[Part]>
} & {
	[Part in keyof Input as IsOptional<Input[Part]> extends true ? Part : never]?: GivenPart<Input[Part]>
}

/** What a handler gets: checked, defaults filled in. */
export interface TakenInput<Input extends ContractInput> {
	params: TakenPart<Input['params']>
	query: TakenPart<Input['query']>
	body: TakenPart<Input['body']>
}

/** What a caller gets and a handler returns. */
export type ContractOutput<C extends Contract> = z.output<C['output']>
