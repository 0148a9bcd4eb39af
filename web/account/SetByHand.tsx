import { listAccountEdits, listMerges } from '../../api/account-edits.ts'
import { spell } from '../accounts/spell.ts'
import { useQuickEdits } from '../accounts/use-account-edits.ts'
import { useOwnerName } from '../people/use-people.ts'
import { MergeLines } from '../quality/MergeLines.tsx'
import { useCall } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate } from '../ui/format-day.ts'

const fieldNames: Record<string, string> = { owner_email: 'Owner', stage: 'Stage' }

/** What people set on the account, each beside what the sources say, and what was merged into it. */
export function SetByHand({ id, mayChange, today }: { id: string; mayChange: boolean; today: string }) {
	const { data } = useCall(listAccountEdits, { params: { id } })
	const merges = useCall(listMerges, { query: { account: id } })
	const nameOf = useOwnerName()
	const { release } = useQuickEdits()
	const say = (field: string, value: string | null) => {
		if (value === null) return 'nothing'
		if (field === 'owner_email') return nameOf(value) ?? value
		return field === 'stage' ? spell(value) : value
	}
	const standing =
		merges.data?.items.filter(({ undone_at: undone, kept_id: kept }) => !undone && kept === id) ?? []
	if ((data?.items.length ?? 0) === 0 && standing.length === 0) return null
	return (
		<div className="mt-3 flex flex-col gap-1 text-12 text-second">
			{data?.items.map(({ field, value, source_value: source, by, at }) => (
				<p key={field} className="flex flex-wrap items-center gap-x-2">
					<span>
						{fieldNames[field] ?? spell(field)} {say(field, value)} was set by {nameOf(by) ?? by} on{' '}
						{formatDate(at.slice(0, 10), today)}; {field === 'stage' ? 'the rules say' : 'the sources say'}{' '}
						{say(field, source)}.
					</span>
					{mayChange && (
						<Button
							kind="quiet"
							className="h-6 px-1.5 text-12"
							isBusy={release.isPending}
							onClick={() => release.mutate({ id, field })}
						>
							{field === 'stage' ? 'Follow the rules' : 'Follow the sources'}
						</Button>
					)}
				</p>
			))}
			<MergeLines merges={standing} />
		</div>
	)
}
