import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { useOwnerName } from '../people/use-people.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { formatWholeDate } from '../ui/format-day.ts'
import { formatMoney } from '../ui/format-number.ts'
import { Section } from '../ui/Section.tsx'
import { fieldNames, stageNames } from './renewal-words.ts'
import { useUndo } from './use-renewal-changes.ts'
import type { WholeRenewal } from './use-renewals.ts'

type Change = WholeRenewal['changes'][number]

const isDay = /^\d{4}-\d{2}-\d{2}$/

const sayDecider: Readonly<Record<string, string>> = { facts: 'the data', person: 'a person' }

function sayValue(
	{ field, value }: { field: string; value: string | null },
	currency: string | null,
	nameOf: (email: string | null) => string | undefined,
): string {
	if (value === null || value === '') return 'nothing'
	if (field === 'stage') return stageNames[value as keyof typeof stageNames] ?? value
	if (field === 'owner_email') return nameOf(value) ?? value
	if (field === 'closedBy') return sayDecider[value] ?? value
	if (field.endsWith('_amount') && currency) return formatMoney(Number(value), currency)
	return isDay.test(value) ? formatWholeDate(value) : value
}

/** What was done, where the fields alone do not say it. */
function sayKind({ kind, batch_id }: Change): string {
	const words: Readonly<Record<string, string>> = {
		changed: '',
		moved: batch_id === null ? '' : 'moved on',
		undone: 'taken back',
		closed: 'closed',
		reopened: 'opened again',
		released: '',
	}
	return words[kind] ?? kind.replaceAll('_', ' ')
}

/** Every change of a renewal, by people and by the data. */
export function RenewalHistory({ entry, changes }: { entry: RenewalEntry; changes: readonly Change[] }) {
	const nameOf = useOwnerName()
	const undo = useUndo()
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
				{changes.map(change => (
					<li key={change.id} className="border-b py-2 text-13">
						{change.may_undo && (
							<Button
								kind="quiet"
								className="float-right h-6 px-1.5 text-12"
								onClick={() => void undo(entry, change.id)}
							>
								Take back
							</Button>
						)}
						<p className="text-12 text-second">
							<InstantText value={change.at} /> ·{' '}
							{change.by === 'data' ? 'from the data' : (nameOf(change.by) ?? change.by)}
							{sayKind(change) && ` · ${sayKind(change)}`}
						</p>
						{change.released !== null && (
							<p>{fieldNames[change.released] ?? change.released} follows the data again</p>
						)}
						{change.note !== null && <p className="break-words">“{change.note}”</p>}
						{change.fields.map(({ field, before, after }) => (
							<p key={field} className="break-words">
								{fieldNames[field] ?? field}:{' '}
								<span className="text-second">
									{sayValue({ field, value: before }, entry.currency, nameOf)}
								</span>{' '}
								→ {sayValue({ field, value: after }, entry.currency, nameOf)}
							</p>
						))}
					</li>
				))}
			</ol>
		</Section>
	)
}
