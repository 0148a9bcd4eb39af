import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RenewalEntry } from '../../api/renewal-entry.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { spell } from '../accounts/spell.ts'
import { useOwners } from '../people/use-people.ts'
import { Money } from '../ui/Amounts.tsx'
import { BandMark } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Sheet } from '../ui/Dialog.tsx'
import { formatLongDate } from '../ui/format-day.ts'
import { SelectField } from '../ui/SelectField.tsx'
import { SimpleTable } from '../ui/SimpleTable.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { linkClass } from '../ui/TextLink.tsx'
import { type RenewalChange, useRenewalChange } from './use-renewals.ts'

interface Draft {
	stage: RenewalEntry['stage']
	forecast: string
	final: string
	owner: string
	reason: string
	competitor: string
}

function draftOf(renewal: RenewalEntry): Draft {
	return {
		stage: renewal.stage,
		forecast: renewal.forecast_amount ?? '',
		final: renewal.final_amount ?? '',
		owner: renewal.owner_email ?? '',
		reason: renewal.reason ?? '',
		competitor: renewal.competitor ?? '',
	}
}

/** Only what the person changed is sent: the rest stays with the data. */
export function changesOf(before: Draft, after: Draft): RenewalChange {
	return {
		...(after.stage === before.stage ? {} : { stage: after.stage }),
		...(after.forecast === before.forecast ? {} : { forecast_amount: after.forecast || null }),
		...(after.final === before.final ? {} : { final_amount: after.final || null }),
		...(after.owner === before.owner ? {} : { owner_email: after.owner || null }),
		...(after.reason === before.reason ? {} : { reason: after.reason.trim() || null }),
		...(after.competitor === before.competitor ? {} : { competitor: after.competitor.trim() || null }),
	}
}

function RenewalFacts({ renewal }: { renewal: RenewalEntry }) {
	return (
		<div className="flex flex-col gap-3">
			<div className="flex flex-wrap items-center gap-3 text-13">
				<Link to="/accounts/$id" params={{ id: renewal.account_id }} className={linkClass}>
					Open the account
				</Link>
				<BandMark level={renewal.level} name={renewal.band ? spell(renewal.band) : 'Unknown'} />
				<span>
					Target <Money value={renewal.target_amount} currency={renewal.currency} />
				</span>
			</div>
			<SimpleTable
				label="Lines of the contract"
				rows={renewal.lines}
				rowKey={line => line.id}
				columns={[
					{ header: 'Product', cell: line => line.product },
					{
						header: 'ARR',
						align: 'right',
						cell: line => <Money value={line.arr} currency={renewal.currency} />,
					},
				]}
			/>
		</div>
	)
}

/** One renewal: where it stands, what is expected, why. */
export function RenewalSheet({
	renewal,
	mayChange,
	onClose,
}: {
	renewal: RenewalEntry
	mayChange: boolean
	onClose: () => void
}) {
	const owners = useOwners()
	const act = useRenewalChange()
	const [draft, setDraft] = useState(() => draftOf(renewal))
	const change = changesOf(draftOf(renewal), draft)
	const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next })
	const isClosed = draft.stage === 'closed_renewed' || draft.stage === 'closed_churned'
	const currency = renewal.currency ? ` in ${renewal.currency}` : ''
	return (
		<Sheet
			isOpen
			onClose={onClose}
			title={renewal.account_name ?? renewal.account_id}
			description={`Renewal on ${formatLongDate(renewal.renewal_on)}`}
			actions={
				mayChange && (
					<Button
						kind="primary"
						disabled={Object.keys(change).length === 0}
						onClick={() => {
							act(renewal, change)
							onClose()
						}}
					>
						Save renewal
					</Button>
				)
			}
		>
			<fieldset disabled={!mayChange} className="flex flex-col gap-3 pb-4">
				<RenewalFacts renewal={renewal} />
				<SelectField
					label="Stage"
					value={draft.stage}
					choices={renewalStages.map(value => ({ value, label: spell(value) }))}
					onChange={value => set({ stage: renewalStages.find(stage => stage === value) ?? draft.stage })}
				/>
				<TextField
					label={`Expected amount${currency}`}
					inputMode="decimal"
					value={draft.forecast}
					onChange={forecast => set({ forecast })}
				/>
				{isClosed && (
					<TextField
						label={`Final amount${currency}`}
						inputMode="decimal"
						value={draft.final}
						onChange={final => set({ final })}
					/>
				)}
				<Combobox label="Owner" value={draft.owner} choices={owners} onChange={owner => set({ owner })} />
				<TextArea label="Reason" value={draft.reason} onChange={reason => set({ reason })} maxLength={2000} />
				<TextField
					label="Competitor"
					value={draft.competitor}
					onChange={competitor => set({ competitor })}
					maxLength={200}
				/>
			</fieldset>
		</Sheet>
	)
}
