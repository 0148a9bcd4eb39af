import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { listKeys, revokeKey } from '../../api/settings.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { InstantText } from '../ui/Amounts.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FailedState } from '../ui/FailedState.tsx'
import { formatInstant } from '../ui/format-day.ts'
import { Hint } from '../ui/Hint.tsx'
import { Section } from '../ui/Section.tsx'
import { type SimpleColumn, SimpleTable } from '../ui/SimpleTable.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { MakeKeyDialog } from './MakeKeyDialog.tsx'
import { scopeMeanings } from './say-role.ts'
import { type KeyEntry, useKeys } from './use-settings.ts'

function keyColumns(onRevoke: (key: KeyEntry) => void): SimpleColumn<KeyEntry>[] {
	return [
		{ header: 'Name', cell: key => key.name },
		{ header: 'Begins with', cell: key => <code className="text-12">{key.begins}…</code>, isExtra: true },
		{
			header: 'May',
			cell: key => (
				<Hint
					more={
						<span className="flex flex-col">
							{key.scopes.map(scope => (
								<span key={scope}>{scopeMeanings[scope]}</span>
							))}
						</span>
					}
				>
					{key.scopes.join(', ')}
				</Hint>
			),
		},
		{ header: 'Acts for', cell: key => key.made_by, isExtra: true },
		{
			header: 'Ends',
			cell: key => (key.expires_at ? <InstantText value={key.expires_at} /> : 'never'),
			isExtra: true,
		},
		{
			header: 'Last used',
			align: 'right',
			cell: key => <InstantText value={key.last_used_at} reason="Never used" />,
		},
		{
			header: 'Change',
			align: 'right',
			cell: key => (
				<Button kind="quiet" className="h-7 text-alarm" onClick={() => onRevoke(key)}>
					End
				</Button>
			),
		},
	]
}

/** Keys for programs that use the API. */
export function KeysTab() {
	const list = useKeys()
	const [isMaking, setMaking] = useState(false)
	const [chosen, setChosen] = useState<KeyEntry>()
	const revoke = useChange(revokeKey, {
		refreshes: [listKeys],
		done: `Key “${chosen?.name ?? ''}” ended`,
		onSuccess: () => setChosen(undefined),
	})
	const make = (
		<Button kind="primary" icon={<KeyRound size={14} />} onClick={() => setMaking(true)}>
			Make a key
		</Button>
	)
	const hasKeys = (list.data?.items.length ?? 0) > 0
	const docs = <TextLink href="/api/docs">Documentation of the API</TextLink>
	return (
		<div className="max-w-5xl">
			<Section title="API keys" {...(hasKeys ? { facts: docs, controls: make } : {})}>
				{list.error && !list.data && (
					<FailedState
						what="The keys could not be read"
						why={sayProblem(list.error)}
						onRetry={list.refetch}
					/>
				)}
				{!list.data && !list.error && <SkeletonRows count={3} label="Loading keys" />}
				{list.data?.items.length === 0 && (
					<EmptyState
						sentence="There are no keys. A program needs one to load files or read accounts through the API."
						action={make}
						learn={docs}
					/>
				)}
				{list.data && list.data.items.length > 0 && (
					<SimpleTable
						label="API keys"
						columns={keyColumns(setChosen)}
						rows={list.data.items}
						rowKey={key => key.id}
					/>
				)}
			</Section>
			<MakeKeyDialog key={String(isMaking)} isOpen={isMaking} onClose={() => setMaking(false)} />
			<ConfirmDialog
				isOpen={chosen !== undefined}
				onClose={() => setChosen(undefined)}
				title={`End the key “${chosen?.name ?? ''}”?`}
				consequence={
					chosen?.last_used_at
						? `It was last used ${formatInstant(chosen.last_used_at)}. Programs that use it are refused at once.`
						: 'It was never used. A key that has ended cannot be brought back.'
				}
				action="End the key"
				isBusy={revoke.isPending}
				onConfirm={() => chosen && revoke.mutate({ params: { id: chosen.id } })}
			/>
		</div>
	)
}
