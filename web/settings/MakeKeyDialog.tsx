import { useState } from 'react'
import { listKeys, makeKey } from '../../api/settings.ts'
import { type Scope, scopes } from '../../core/model/actor.ts'
import { sayProblem } from '../session/call-query.ts'
import { useChange } from '../session/use-change.ts'
import { useToday } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { addDays } from '../ui/format-day.ts'
import { SecretField } from '../ui/SecretField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { scopeMeanings } from './say-role.ts'

function ScopeChoice({ chosen, onChange }: { chosen: readonly Scope[]; onChange: (next: Scope[]) => void }) {
	return (
		<fieldset className="flex flex-col gap-2">
			<legend className="mb-1 font-medium text-13">What it may do</legend>
			{scopes.map(scope => (
				<Checkbox
					key={scope}
					label={`${scope}: ${scopeMeanings[scope].toLowerCase()}`}
					checked={chosen.includes(scope)}
					onChange={isChosen =>
						onChange(isChosen ? [...chosen, scope] : chosen.filter(entry => entry !== scope))
					}
				/>
			))}
		</fieldset>
	)
}

/** Makes a key and shows it, once. */
export function MakeKeyDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
	const today = useToday()
	const [name, setName] = useState('')
	const [chosen, setChosen] = useState<Scope[]>(['read'])
	const [endsOn, setEndsOn] = useState(addDays(today, 365))
	const make = useChange(makeKey, { refreshes: [listKeys], isFailureShown: true })
	const isComplete = name.trim() !== '' && chosen.length > 0
	if (make.data) {
		return (
			<Dialog
				isOpen={isOpen}
				onClose={onClose}
				isFirm
				title={`Key “${make.data.entry.name}”`}
				description="Copy it now and keep it where secrets are kept. It is not shown again."
				actions={
					<Button kind="primary" onClick={onClose}>
						I have copied it
					</Button>
				}
			>
				<SecretField label="Key" value={make.data.key} hint="Sent as: Authorization: Bearer KEY" />
			</Dialog>
		)
	}
	return (
		<Dialog
			isOpen={isOpen}
			onClose={onClose}
			title="Make an API key"
			description="It acts for you, within what you choose here and never beyond your own role."
			actions={
				<Button
					kind="primary"
					disabled={!isComplete}
					isBusy={make.isPending}
					onClick={() =>
						make.mutate({
							body: { name: name.trim(), scopes: chosen, ...(endsOn ? { expires_on: endsOn } : {}) },
						})
					}
				>
					Make the key
				</Button>
			}
		>
			<div className="flex flex-col gap-4 pb-2">
				<TextField
					label="Name"
					hint="What uses it, for example nightly import."
					value={name}
					onChange={setName}
					maxLength={100}
					problem={make.error ? sayProblem(make.error) : undefined}
				/>
				<ScopeChoice chosen={chosen} onChange={setChosen} />
				<TextField
					label="Ends on"
					type="date"
					min={addDays(today, 1)}
					hint="Empty: it never ends."
					value={endsOn}
					onChange={setEndsOn}
				/>
			</div>
		</Dialog>
	)
}
