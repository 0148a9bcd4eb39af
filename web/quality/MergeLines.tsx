import { type listMerges, undoMerge } from '../../api/account-edits.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { useRefreshAccounts } from '../accounts/use-account-edits.ts'
import { useOwnerName } from '../people/use-people.ts'
import { useChange } from '../session/use-change.ts'
import { useMay, useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate } from '../ui/format-day.ts'

type Merge = ContractOutput<typeof listMerges>['items'][number]

/** Merges in a sentence each, with their undo while there is one. */
export function MergeLines({ merges }: { merges: readonly Merge[] }) {
	const today = useToday()
	const nameOf = useOwnerName()
	const may = useMay()
	const again = useRefreshAccounts()
	const undo = useChange(undoMerge, {
		done: answer => `${answer.merged_name ?? answer.merged_id} is an account of its own again`,
		onSuccess: () => void again(),
	})
	return merges.map(merge => (
		<p key={merge.id} className="flex flex-wrap items-center gap-x-2">
			<span>
				{merge.merged_name ?? merge.merged_id} ({merge.merged_id}) was merged into{' '}
				{merge.kept_name ?? merge.kept_id} by {nameOf(merge.by) ?? merge.by} on{' '}
				{formatDate(merge.at.slice(0, 10), today)}
				{merge.undone_at
					? `, undone on ${formatDate(merge.undone_at.slice(0, 10), today)}.`
					: merge.may_undo
						? `; it can be undone until ${formatDate(merge.undo_until, today)}.`
						: '.'}
			</span>
			{merge.may_undo && may('data.import') && (
				<Button
					kind="quiet"
					className="h-6 px-1.5 text-12"
					isBusy={undo.isPending}
					onClick={() => undo.mutate({ params: { merge_id: String(merge.id) }, body: {} })}
				>
					Undo the merge
				</Button>
			)}
		</p>
	))
}
