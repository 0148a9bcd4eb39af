import { useOwnerName } from '../people/use-people.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Section } from '../ui/Section.tsx'
import { fieldNames, stageNames } from './renewal-words.ts'
import type { WholeRenewal } from './use-renewals.ts'

type Change = WholeRenewal['changes'][number]

function sayValue(field: string, value: string | null): string {
	if (value === null || value === '') return 'nothing'
	return field === 'stage' ? (stageNames[value as keyof typeof stageNames] ?? value) : value
}

/** What was done, where the fields alone do not say it. */
function sayKind({ kind, batch_id }: Change): string {
	const words: Readonly<Record<string, string>> = {
		changed: '',
		moved: batch_id === null ? '' : 'moved on',
		undone: 'taken back',
		closed: 'closed',
		reopened: 'opened again',
		released: 'given back to the data',
	}
	return words[kind] ?? kind.replaceAll('_', ' ')
}

/** Every change of a renewal, by people and by the data. */
export function RenewalHistory({ changes }: { changes: readonly Change[] }) {
	const nameOf = useOwnerName()
	if (changes.length === 0) {
		return (
			<Section title="History">
				<p className="text-13 text-second">Nobody has changed it yet.</p>
			</Section>
		)
	}
	return (
		<Section title="History">
			<ol>
				{changes.map((change, at) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: changes of one moment have nothing else of their own
					<li key={`${change.at} ${at}`} className="border-b py-2 text-13">
						<p className="text-12 text-second">
							<InstantText value={change.at} /> ·{' '}
							{change.by === 'data' ? 'from the data' : (nameOf(change.by) ?? change.by)}
							{sayKind(change) && ` · ${sayKind(change)}`}
						</p>
						{change.fields.map(({ field, before, after }) => (
							<p key={field} className="break-words">
								{fieldNames[field] ?? field}: <span className="text-second">{sayValue(field, before)}</span> →{' '}
								{sayValue(field, after)}
							</p>
						))}
					</li>
				))}
			</ol>
		</Section>
	)
}
