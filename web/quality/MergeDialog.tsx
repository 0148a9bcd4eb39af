import { useState } from 'react'
import { compareAccounts, listMerges, mergeAccounts, undoMerge } from '../../api/account-edits.ts'
import type { ContractOutput } from '../../api/contract.ts'
import { listFindings } from '../../api/quality-findings.ts'
import { spell } from '../accounts/spell.ts'
import { useRefreshAccounts } from '../accounts/use-account-edits.ts'
import { useOwnerName } from '../people/use-people.ts'
import { sayProblem, useCall } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useToday } from '../session/use-session.ts'
import { DayText, Money } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatCount, formatNumber } from '../ui/format-number.ts'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'

type Side = ContractOutput<typeof compareAccounts>['items'][number]
interface Line {
	label: string
	show: (side: Side) => React.ReactNode
}

function factLine(kind: string, today: string): Line {
	return {
		label: kind === 'opportunity' ? 'Opportunities' : `${spell(kind)}s`,
		show: side => {
			const found = side.facts.find(fact => fact.kind === kind)
			if (!found) return '–'
			return (
				<>
					{formatNumber(found.count)}, last <DayText value={found.last_on} today={today} />
				</>
			)
		},
	}
}

function linesOf(sides: readonly Side[], today: string, nameOf: ReturnType<typeof useOwnerName>): Line[] {
	const kinds = [...new Set(sides.flatMap(side => side.facts.map(({ kind }) => kind)))].sort()
	const field = (name: string) => (side: Side) => String(side.fields[name] ?? '–')
	return [
		{ label: 'Id', show: side => side.id },
		{ label: 'Domain', show: field('domain') },
		{ label: 'Owner', show: side => nameOf(side.account?.owner_email) ?? '–' },
		{
			label: 'ARR',
			show: side => <Money value={side.account?.arr} currency={side.account?.currency} reason="Not known" />,
		},
		{ label: 'Health', show: side => side.account?.score ?? '–' },
		{ label: 'Created', show: field('created_on') },
		...kinds.map(kind => factLine(kind, today)),
		{
			label: 'Usage',
			show: side =>
				side.usage_from ? (
					<>
						from <DayText value={side.usage_from} today={today} />, {formatCount(side.users, 'user')}
					</>
				) : (
					'–'
				),
		},
		{
			label: 'Open work',
			show: side => `${formatCount(side.open_tasks, 'task')}, ${formatCount(side.open_renewals, 'renewal')}`,
		},
		{ label: 'Notes', show: side => formatNumber(side.notes) },
	]
}

/** Two accounts side by side; the one that stays is chosen, the other becomes part of it. */
export function MergeDialog({ ids, onClose }: { ids: readonly [string, string]; onClose: () => void }) {
	const today = useToday()
	const nameOf = useOwnerName()
	const again = useRefreshAccounts()
	const [keptId, setKeptId] = useState(ids[0])
	const { data, error, refetch } = useCall(compareAccounts, { params: { id: ids[0], other_id: ids[1] } })
	const undo = useChange(undoMerge, {
		done: 'The merge was undone',
		refreshes: [listFindings, listMerges, { name: 'getQuality' }],
		onSuccess: () => void again(),
	})
	const merge = useChange(mergeAccounts, {
		done: answer =>
			`${answer.merged_name ?? answer.merged_id} is part of ${answer.kept_name ?? answer.kept_id} now`,
		undo: answer => undo.mutate({ params: { merge_id: String(answer.id) }, body: {} }),
		refreshes: [listFindings, listMerges, { name: 'getQuality' }],
		onSuccess: () => {
			void again()
			onClose()
		},
	})
	const sides = data?.items ?? []
	const kept = sides.find(({ id }) => id === keptId)
	const other = sides.find(({ id }) => id !== keptId)
	return (
		<Dialog
			isOpen
			size="wide"
			onClose={onClose}
			title="Are these one account?"
			description="The one that stays keeps its name, owner and attributes. All that is known of the other counts there too, and the other leaves every list and figure. It can be undone for 30 days: nothing is moved."
			actions={
				kept &&
				other && (
					<Button
						kind="primary"
						isBusy={merge.isPending}
						onClick={() => merge.mutate({ params: { id: kept.id }, body: { merged_id: other.id } })}
					>
						Merge {other.id} into {kept.id}
					</Button>
				)
			}
		>
			{error && !data && (
				<FailedState what="The accounts could not be compared" why={sayProblem(error)} onRetry={refetch} />
			)}
			{!data && !error && <SkeletonRows count={6} label="Reading both accounts" />}
			{data && (
				<SimpleTable
					label="Both accounts"
					rows={linesOf(sides, today, nameOf)}
					rowKey={line => line.label}
					columns={[
						{ header: ' ', cell: line => <span className="text-second">{line.label}</span> },
						...sides.map(side => ({
							header:
								side.name + (side.id === sides[0]?.id || side.name !== sides[0]?.name ? '' : ` (${side.id})`),
							cell: (line: Line) => line.show(side),
						})),
					]}
				/>
			)}
			{data && (
				<fieldset className="mt-3 flex flex-wrap gap-4 pb-2 text-13">
					<legend className="mb-1 font-medium">Which one stays</legend>
					{sides.map(side => (
						<label key={side.id} className="flex items-center gap-2">
							<input
								type="radio"
								name="kept"
								checked={side.id === keptId}
								disabled={side.account === null}
								onChange={() => setKeptId(side.id)}
							/>
							{side.name} ({side.id})
						</label>
					))}
				</fieldset>
			)}
		</Dialog>
	)
}
