import { makeHookSecret } from '../../api/playbooks.ts'
import { bandLevels } from '../../core/model/health-model.ts'
import { ownerRoles } from '../../core/model/task.ts'
import { useChange } from '../session/use-change.ts'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SecretField } from '../ui/SecretField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextArea, TextField } from '../ui/TextField.tsx'
import { ConditionInput } from './ConditionInput.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { roleWords } from './playbook-words.ts'
import { TriggerFields } from './TriggerFields.tsx'

/** When a playbook starts, for whom, when it is done and what limits it. */
export function RulesTab({ isSaved }: { isSaved: boolean }) {
	const { draft, isReadOnly, change } = usePlaybookEditor()
	const problemOf = useProblemAt()
	return (
		<fieldset disabled={isReadOnly} className="flex max-w-4xl flex-col gap-10">
			<Section title="What it is">
				<div className="flex flex-col gap-4">
					<TextField
						label="Name"
						className="max-w-md"
						hint={draft.id}
						value={draft.name}
						problem={problemOf('name')}
						onChange={name => change(now => ({ ...now, name }))}
					/>
					<TextArea
						label="What it is for"
						rows={2}
						value={draft.purpose}
						problem={problemOf('purpose')}
						onChange={purpose => change(now => ({ ...now, purpose }))}
					/>
				</div>
			</Section>
			<Section title="When it starts">
				<div className="flex flex-col gap-5">
					<TriggerFields />
					{draft.trigger.kind === 'webhook' && isSaved && !isReadOnly && <HookSecret id={draft.id} />}
					<ConditionInput
						label="Only for accounts where"
						path="when"
						value={draft.when}
						whenEmpty="for every account that the trigger meets"
						onChange={when => change(now => ({ ...now, when }))}
					/>
					<ReEntryFields />
				</div>
			</Section>
			<Section title="When it ends">
				<div className="flex flex-col gap-5">
					<TextField
						label="Done when, in words"
						value={draft.done.says}
						problem={problemOf('done.says')}
						onChange={says => change(now => ({ ...now, done: { ...now.done, says } }))}
					/>
					<ConditionInput
						label="Done as soon as"
						path="done.when"
						value={draft.done.when}
						whenEmpty="when its last step is over"
						onChange={when => change(now => ({ ...now, done: { ...now.done, when } }))}
					/>
					<ConditionInput
						label="Ends without being done as soon as"
						path="exitWhen"
						value={draft.exitWhen}
						whenEmpty="never for a reason of its own"
						onChange={exitWhen => change(now => ({ ...now, exitWhen }))}
					/>
					{problemOf('exitsWithSignal') && (
						<p className="text-12 text-alarm">{problemOf('exitsWithSignal')}</p>
					)}
					<Checkbox
						label="Runs go on for accounts that have stopped paying"
						disabled={isReadOnly}
						checked={draft.continuesAfterChurn}
						onChange={continuesAfterChurn => change(now => ({ ...now, continuesAfterChurn }))}
					/>
				</div>
			</Section>
			<Section title="Who does it">
				<OwnerFields />
			</Section>
			<Section title="Limits">
				<LimitFields />
			</Section>
			<Section title="Control group" facts="To know whether it works">
				<ControlFields />
			</Section>
		</fieldset>
	)
}

function ReEntryFields() {
	const { draft, change } = usePlaybookEditor()
	const { reEntry } = draft
	return (
		<div className="flex flex-wrap gap-4">
			<SelectField
				label="Again for the same account"
				className="w-72"
				value={reEntry.kind}
				choices={[
					{ value: 'once', label: 'never' },
					{ value: 'once_per_episode', label: 'at each new occasion' },
					{ value: 'every', label: 'at a new occasion, at most every' },
				]}
				onChange={value =>
					change(now => ({
						...now,
						reEntry:
							value === 'every'
								? { kind: 'every', days: 30 }
								: { kind: value === 'once' ? 'once' : 'once_per_episode' },
					}))
				}
			/>
			{reEntry.kind === 'every' && (
				<NumberField
					label="Days"
					className="w-24"
					unit="d"
					isWhole
					min={1}
					max={3650}
					value={reEntry.days}
					onChange={days => days !== null && change(now => ({ ...now, reEntry: { kind: 'every', days } }))}
				/>
			)}
		</div>
	)
}

function OwnerFields() {
	const { draft, change } = usePlaybookEditor()
	return (
		<div className="flex flex-wrap gap-4">
			<SelectField
				label="Owner"
				className="w-52"
				value={draft.owner}
				choices={ownerRoles.map(value => ({ value, label: roleWords[value] }))}
				onChange={value =>
					change(now => ({ ...now, owner: ownerRoles.find(role => role === value) ?? now.owner }))
				}
			/>
			<SelectField
				label="Who of them"
				className="w-72"
				value={draft.ownerChoice}
				choices={[
					{ value: 'account', label: 'who has the role at the account' },
					{ value: 'least_loaded', label: 'who of the team has least to do' },
				]}
				onChange={value =>
					change(now => ({ ...now, ownerChoice: value === 'account' ? 'account' : 'least_loaded' }))
				}
			/>
			<SelectField
				label="How urgent its tasks are"
				className="w-44"
				value={draft.level}
				choices={bandLevels.map(value => ({ value, label: value }))}
				onChange={value =>
					change(now => ({ ...now, level: bandLevels.find(level => level === value) ?? now.level }))
				}
			/>
			<NumberField
				label="Usual effort of a run"
				className="w-40"
				unit="h"
				min={0}
				max={1000}
				value={draft.hours}
				onChange={hours => hours !== null && change(now => ({ ...now, hours }))}
			/>
		</div>
	)
}

function LimitFields() {
	const { draft, change } = usePlaybookEditor()
	const { caps } = draft
	return (
		<div className="flex flex-wrap gap-4">
			<NumberField
				label="New runs a day, at most"
				hint="Empty: 5 % of the accounts or 25, whichever is more. Over it none starts before a person has looked."
				className="w-72"
				isWhole
				isOptional
				min={1}
				value={caps.runsPerDay ?? null}
				onChange={count => change(now => ({ ...now, caps: { ...now.caps, runsPerDay: count ?? undefined } }))}
			/>
			<NumberField
				label="Open runs, at most"
				hint="Empty: no limit. More wait for a person."
				className="w-72"
				isWhole
				isOptional
				min={1}
				value={caps.openRuns ?? null}
				onChange={count => change(now => ({ ...now, caps: { ...now.caps, openRuns: count ?? undefined } }))}
			/>
		</div>
	)
}

function ControlFields() {
	const { draft, change } = usePlaybookEditor()
	const { share } = draft.control
	return (
		<div className="flex flex-col gap-2">
			<NumberField
				label="Accounts held back at random"
				className="w-56"
				unit="%"
				factor={100}
				min={0}
				max={0.5}
				value={share}
				onChange={next =>
					next !== null && change(now => ({ ...now, control: { ...now.control, share: next } }))
				}
			/>
			<p className="max-w-2xl text-12 text-second">
				{share > 0 ? (
					<span className="text-watch">
						Of 100 accounts that it is meant for, about {Math.round(share * 100)} get nothing of it, on
						purpose: nobody is told about them. Accounts in the alarm level are never held back.
					</span>
				) : (
					'Nobody is held back. Its effect is then compared with alike accounts, which is not an experiment.'
				)}
			</p>
		</div>
	)
}

function HookSecret({ id }: { id: string }) {
	const make = useChange(makeHookSecret, {})
	return (
		<div className="flex flex-col items-start gap-2 text-13">
			<p className="text-second">
				Another program starts a run with a POST and this playbook’s secret. A new secret ends the one before.
			</p>
			<Button isBusy={make.isPending} onClick={() => make.mutate({ params: { playbook_id: id }, body: {} })}>
				Make a new secret
			</Button>
			{make.data && (
				<div className="flex w-full max-w-xl flex-col gap-2">
					<p>
						Address: <code className="text-12">{make.data.path}</code>
					</p>
					<SecretField label="Secret, shown once" value={make.data.secret} />
				</div>
			)}
		</div>
	)
}
