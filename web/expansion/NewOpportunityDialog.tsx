import { useState } from 'react'
import { getAccount } from '../../api/account.ts'
import { expansionLevers } from '../../core/model/opportunity.ts'
import { useOwners } from '../people/use-people.ts'
import { AccountChooser } from '../playbooks/AccountChooser.tsx'
import { useCall } from '../session/call-query.ts'
import { Button } from '../ui/Button.tsx'
import { Combobox } from '../ui/Combobox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { leverNames } from './expansion-words.ts'
import { leverNamed } from './opportunity-draft.ts'
import { useCreate } from './use-expansion.ts'

/** Writes an expansion down by hand, for an account that is given or chosen. */
export function NewOpportunityDialog({ account, onClose }: { account?: string; onClose: () => void }) {
	const [chosen, setChosen] = useState(account ?? '')
	const [lever, setLever] = useState<(typeof expansionLevers)[number]>('seats')
	const [amount, setAmount] = useState<number | null>(null)
	const [source, setSource] = useState<'cs' | 'sales'>('cs')
	const [owner, setOwner] = useState('')
	const [expectedOn, setExpectedOn] = useState('')
	const [note, setNote] = useState('')
	const owners = useOwners()
	const found = useCall(getAccount, { params: { id: chosen }, query: {} }, { enabled: chosen !== '' })
	const create = useCreate(onClose)
	const currency = found.data?.account.currency
	return (
		<Dialog
			isOpen
			onClose={onClose}
			title="New opportunity"
			description="An expansion that somebody works on. It begins as identified."
			actions={
				<Button
					kind="primary"
					disabled={chosen === ''}
					isBusy={create.isPending}
					onClick={() =>
						create.mutate({
							params: { id: chosen },
							body: {
								lever,
								source,
								amount: amount === null ? null : amount.toFixed(2),
								...(owner ? { owner_email: owner } : {}),
								expected_on: expectedOn || null,
								note: note.trim() || null,
							},
						})
					}
				>
					Add opportunity
				</Button>
			}
		>
			<div className="flex flex-col gap-3 pb-2">
				{account === undefined && (
					<AccountChooser
						label="Choose an account"
						chosen={chosen === '' ? undefined : (found.data?.account.name ?? chosen)}
						onChoose={setChosen}
					/>
				)}
				<div className="grid grid-cols-2 gap-3">
					<SelectField
						label="Lever"
						value={lever}
						choices={expansionLevers.map(value => ({ value, label: leverNames[value] }))}
						onChange={value => setLever(leverNamed(value, lever))}
					/>
					<NumberField
						label={`Annual amount${currency ? `, ${currency}` : ''}`}
						value={amount}
						onChange={setAmount}
						min={0}
						isOptional
						placeholder="not known yet"
					/>
					<SelectField
						label="Brought by"
						value={source}
						choices={[
							{ value: 'cs', label: 'CS' },
							{ value: 'sales', label: 'sales' },
						]}
						onChange={value => setSource(value === 'sales' ? 'sales' : 'cs')}
					/>
					<TextField label="Expected on" type="date" value={expectedOn} onChange={setExpectedOn} />
				</div>
				<Combobox
					label="Owner"
					hint="Empty: whoever owns the account, or who takes over by the hand-off rule."
					value={owner}
					choices={owners}
					onChange={setOwner}
				/>
				<TextArea label="Note" value={note} onChange={setNote} maxLength={4000} />
			</div>
		</Dialog>
	)
}
