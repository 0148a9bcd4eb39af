import { listWebhookEndpoints } from '../../api/delivery.ts'
import type { PlainStep, PlaybookStep, StepOf } from '../../core/model/playbook-step.ts'
import { renewalStages } from '../../core/model/renewal.ts'
import { ownerRoles } from '../../core/model/task.ts'
import { spell } from '../accounts/spell.ts'
import { useCall } from '../session/call-query.ts'
import { useMay } from '../session/use-session.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { MessageFields } from './MessageFields.tsx'
import { usePlaybookEditor, useProblemAt } from './playbook-editor.ts'
import { roleWords } from './playbook-words.ts'
import { TemplateField } from './TemplateField.tsx'
import { WaitFields } from './WaitFields.tsx'

export interface StepFormProps<Step extends PlaybookStep> {
	step: Step
	/** Where it stands in the playbook: `steps.2`. */
	path: string
	onChange: (step: Step) => void
}

/** The fields of one step that is no branch. */
export function StepForm({ step, path, onChange }: StepFormProps<PlainStep>) {
	const { isReadOnly } = usePlaybookEditor()
	return (
		<fieldset disabled={isReadOnly} className="flex max-w-3xl flex-col gap-4">
			<OwnFields step={step} path={path} onChange={onChange} />
			<CommonFields step={step} path={path} onChange={onChange} />
		</fieldset>
	)
}

function OwnFields({ step, path, onChange }: StepFormProps<PlainStep>) {
	switch (step.kind) {
		case 'task':
			return <TaskFields step={step} path={path} onChange={onChange} />
		case 'email':
		case 'slack':
		case 'survey':
		case 'calendar':
			return <MessageFields step={step} path={path} onChange={onChange} />
		case 'webhook':
			return <WebhookFields step={step} path={path} onChange={onChange} />
		case 'set_field':
			return <FieldFields step={step} path={path} onChange={onChange} />
		case 'renewal':
			return <RenewalFields step={step} path={path} onChange={onChange} />
		case 'opportunity':
			return <OpportunityFields step={step} path={path} onChange={onChange} />
		case 'wait':
			return <WaitFields step={step} path={path} onChange={onChange} />
		case 'approval':
			return <ApprovalFields step={step} path={path} onChange={onChange} />
	}
}

/** Whose step it is and until when: for steps that somebody has to do. */
function CommonFields({ step, path, onChange }: StepFormProps<PlainStep>) {
	const { draft } = usePlaybookEditor()
	const problemOf = useProblemAt()
	const isDone = step.kind === 'task' || step.kind === 'approval'
	return (
		<div className="flex flex-wrap items-start gap-4">
			{isDone && (
				<SelectField
					label="Whose step"
					className="w-64"
					value={step.owner ?? ''}
					choices={[
						{ value: '', label: `the playbook’s owner (${roleWords[draft.owner]})` },
						...ownerRoles.map(value => ({ value, label: roleWords[value] })),
					]}
					onChange={value => onChange({ ...step, owner: ownerRoles.find(role => role === value) })}
				/>
			)}
			{step.kind !== 'wait' && (
				<NumberField
					label={isDone ? 'Due in working days' : 'Not before, in working days'}
					hint="from the start of the run; empty: at once"
					className="w-56"
					isWhole
					isOptional
					min={0}
					max={500}
					value={step.dueInWorkingDays ?? null}
					problem={problemOf(`${path}.dueInWorkingDays`)}
					onChange={days => onChange({ ...step, dueInWorkingDays: days ?? undefined })}
				/>
			)}
			{'waits' in step && (
				<div className="mt-6 flex h-8 items-center self-start max-sm:mt-0">
					<Checkbox
						label={
							step.kind === 'task' ? 'The run waits until it is closed' : 'The run waits until it was sent'
						}
						checked={step.waits}
						onChange={waits => onChange({ ...step, waits })}
					/>
				</div>
			)}
		</div>
	)
}

/** What a person is asked, and how they find the answer. */
function TitleFields({
	labels,
	step,
	path,
	onChange,
}: {
	labels: { title: string; text: string }
	step: Pick<StepOf<'task'>, 'title' | 'text'>
	path: string
	onChange: (words: { title: string } | { text: string }) => void
}) {
	return (
		<>
			<TemplateField
				label={labels.title}
				path={`${path}.title`}
				value={step.title}
				onChange={title => onChange({ title })}
			/>
			<TemplateField
				label={labels.text}
				path={`${path}.text`}
				rows={2}
				value={step.text}
				onChange={text => onChange({ text })}
			/>
		</>
	)
}

function TaskFields({ step, path, onChange }: StepFormProps<StepOf<'task'>>) {
	return (
		<>
			<TitleFields
				labels={{ title: 'Title', text: 'How to do it' }}
				step={step}
				path={path}
				onChange={words => onChange({ ...step, ...words })}
			/>
			<TemplateField
				label="Done when"
				path={`${path}.doneWhen`}
				isPlain
				value={step.doneWhen}
				onChange={doneWhen => onChange({ ...step, doneWhen })}
			/>
			<div className="flex flex-wrap gap-4">
				<NumberField
					label="Effort"
					className="w-28"
					unit="h"
					min={0}
					max={200}
					value={step.hours}
					onChange={hours => hours !== null && onChange({ ...step, hours })}
				/>
				<NumberField
					label="At most a week, for one person"
					hint="more wait; empty: no limit of its own"
					className="w-56"
					isWhole
					isOptional
					min={1}
					value={step.atMostPerWeek ?? null}
					onChange={count => onChange({ ...step, atMostPerWeek: count ?? undefined })}
				/>
			</div>
		</>
	)
}

function WebhookFields({ step, path, onChange }: StepFormProps<StepOf<'webhook'>>) {
	const may = useMay()
	const problemOf = useProblemAt()
	const { data } = useCall(listWebhookEndpoints, {}, { enabled: may('delivery.change') })
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			{data ? (
				<SelectField
					label="Address"
					hint="Addresses are set up under Settings, Delivery."
					value={step.endpoint}
					problem={problemOf(`${path}.endpoint`)}
					choices={[
						{ value: '', label: 'Choose' },
						...data.items.map(({ id, name }) => ({ value: id, label: name })),
						...(step.endpoint && !data.items.some(({ id }) => id === step.endpoint)
							? [{ value: step.endpoint, label: `${step.endpoint} (not set up)` }]
							: []),
					]}
					onChange={endpoint => onChange({ ...step, endpoint })}
				/>
			) : (
				<TextField
					label="Id of the address"
					value={step.endpoint}
					problem={problemOf(`${path}.endpoint`)}
					onChange={endpoint => onChange({ ...step, endpoint })}
				/>
			)}
			<TextField
				label="Event"
				hint="what the call is named"
				value={step.event}
				problem={problemOf(`${path}.event`)}
				onChange={event => onChange({ ...step, event })}
			/>
		</div>
	)
}

/** As people type it: a number, yes or no, else text. */
export function readFieldValue(text: string): string | number | boolean {
	if (text === 'true' || text === 'false') return text === 'true'
	return text.trim() !== '' && String(Number(text)) === text ? Number(text) : text
}

function FieldFields({ step, path, onChange }: StepFormProps<StepOf<'set_field'>>) {
	const { model } = usePlaybookEditor()
	const problemOf = useProblemAt()
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<TextField
				label="Field"
				hint="lifecycle_stage, or an attribute of your own"
				value={step.field}
				problem={problemOf(`${path}.field`)}
				onChange={field => onChange({ ...step, field })}
			/>
			{step.field === 'lifecycle_stage' ? (
				<SelectField
					label="Value"
					value={String(step.value)}
					problem={problemOf(`${path}.value`)}
					choices={[
						{ value: '', label: 'Choose' },
						...model.lifecycleStages.map(({ id, name }) => ({ value: id, label: name })),
					]}
					onChange={value => onChange({ ...step, value })}
				/>
			) : (
				<TextField
					label="Value"
					value={String(step.value)}
					problem={problemOf(`${path}.value`)}
					onChange={text => onChange({ ...step, value: readFieldValue(text) })}
				/>
			)}
		</div>
	)
}

const openStages = renewalStages.filter(stage => !stage.startsWith('closed'))

function RenewalFields({ step, path, onChange }: StepFormProps<StepOf<'renewal'>>) {
	const problemOf = useProblemAt()
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<SelectField
				label="What"
				value={step.action}
				choices={[
					{ value: 'create', label: 'Open the next renewal if none is open' },
					{ value: 'advance', label: 'Move it to a stage, never backwards' },
				]}
				onChange={value =>
					onChange(
						value === 'create'
							? { ...step, action: 'create', stage: undefined }
							: { ...step, action: 'advance', stage: step.stage ?? 'in_conversation' },
					)
				}
			/>
			{step.action === 'advance' && (
				<SelectField
					label="Stage"
					value={step.stage ?? ''}
					problem={problemOf(`${path}.stage`)}
					choices={openStages.map(value => ({ value, label: spell(value) }))}
					onChange={value => onChange({ ...step, stage: openStages.find(stage => stage === value) })}
				/>
			)}
		</div>
	)
}

const opportunityKinds = ['seats', 'product', 'price'] as const

function OpportunityFields({ step, path, onChange }: StepFormProps<StepOf<'opportunity'>>) {
	const problemOf = useProblemAt()
	return (
		<div className="grid gap-4 sm:grid-cols-2">
			<SelectField
				label="What"
				value={step.action}
				choices={[
					{ value: 'create', label: 'Create an opportunity' },
					{ value: 'advance', label: 'Move the open one on' },
				]}
				onChange={value => onChange({ ...step, action: value === 'advance' ? 'advance' : 'create' })}
			/>
			<SelectField
				label="Of"
				value={step.opportunityKind}
				choices={opportunityKinds.map(value => ({ value, label: spell(value) }))}
				onChange={value =>
					onChange({
						...step,
						opportunityKind: opportunityKinds.find(kind => kind === value) ?? step.opportunityKind,
					})
				}
			/>
			<NumberField
				label="Estimate, of the account’s ARR"
				unit="%"
				factor={100}
				min={0}
				max={10}
				value={step.arrShare}
				onChange={arrShare => arrShare !== null && onChange({ ...step, arrShare })}
			/>
			<TextField
				label="Stage"
				value={step.stageLabel}
				problem={problemOf(`${path}.stageLabel`)}
				onChange={stageLabel => onChange({ ...step, stageLabel })}
			/>
		</div>
	)
}

function ApprovalFields({ step, path, onChange }: StepFormProps<StepOf<'approval'>>) {
	return (
		<>
			<TitleFields
				labels={{ title: 'What is to be approved', text: 'What to look at' }}
				step={step}
				path={path}
				onChange={words => onChange({ ...step, ...words })}
			/>
			<div className="flex flex-wrap gap-4">
				<SelectField
					label="When it is refused"
					className="w-52"
					value={step.onRefuse}
					choices={[
						{ value: 'exit', label: 'the run ends' },
						{ value: 'continue', label: 'the run goes on' },
					]}
					onChange={value => onChange({ ...step, onRefuse: value === 'continue' ? 'continue' : 'exit' })}
				/>
				<NumberField
					label="Without an answer after"
					hint="working days; empty: it waits"
					className="w-48"
					isWhole
					isOptional
					min={1}
					value={step.escalateAfterWorkingDays ?? null}
					onChange={days => onChange({ ...step, escalateAfterWorkingDays: days ?? undefined })}
				/>
				{step.escalateAfterWorkingDays !== undefined && (
					<SelectField
						label="it asks"
						className="w-52"
						value={step.escalateTo ?? ''}
						choices={[
							{ value: '', label: 'the next role' },
							...ownerRoles.map(value => ({ value, label: roleWords[value] })),
						]}
						onChange={value => onChange({ ...step, escalateTo: ownerRoles.find(role => role === value) })}
					/>
				)}
			</div>
		</>
	)
}
