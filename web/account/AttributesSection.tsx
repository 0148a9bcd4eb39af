import { spell } from '../accounts/spell.ts'
import { KeyValueList } from '../ui/KeyValueList.tsx'
import { Section } from '../ui/Section.tsx'
import type { AccountRecord } from './use-account.ts'

/** What the sources say about the company, the workspace's own columns included. */
export function AttributesSection({ fields }: { fields: AccountRecord['fields'] }) {
	const entries = Object.entries(fields).map(([name, value]) => ({
		key: spell(name.replace(/^attributes\./, '')),
		value: String(value),
	}))
	return (
		<Section id="attributes" title="Attributes">
			{entries.length === 0 ? (
				<p className="text-13 text-second">No attributes were loaded.</p>
			) : (
				<KeyValueList entries={entries} />
			)}
		</Section>
	)
}
