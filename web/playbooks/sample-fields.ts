import { sampleFields, type TemplateFields } from '../../core/playbooks/template-fields.ts'
import type { Preview } from './use-playbooks.ts'

export interface TextSample {
	name: string
	fields: TemplateFields
	isReal: boolean
}

/** What texts are filled with: as the server has it for the account; of a made-up one while none is chosen. */
export function textSampleOf(preview: Preview | undefined, playbook: string): TextSample {
	const fields = preview?.fields
	if (fields) return { name: fields.account.name, isReal: true, fields }
	return { name: 'Acme', fields: { ...sampleFields, run: { ...sampleFields.run, playbook } }, isReal: false }
}

export interface FieldName {
	/** As a text names it: `account.name`. */
	path: string
	value: string | null
}

/** All fields that texts may name, with their values. */
export function listFields(fields: TemplateFields): FieldName[] {
	const say = (value: string | number | null) => (value === null ? null : String(value))
	return Object.entries(fields).flatMap(([group, value]: [string, string | object]) =>
		typeof value === 'string'
			? [{ path: group, value }]
			: Object.entries(value).map(([name, inner]: [string, string | number | null]) => ({
					path: `${group}.${name}`,
					value: say(inner),
				})),
	)
}
