import type { StepOf } from '../../core/model/playbook-step.ts'
import { NumberField } from '../ui/NumberField.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { ConditionInput } from './ConditionInput.tsx'
import { useProblemAt } from './playbook-editor.ts'

type WaitStep = StepOf<'wait'>
const ways = ['days', 'workingDays', 'until'] as const
type Way = (typeof ways)[number]

function wayOf(step: WaitStep): Way {
	if (step.until !== undefined) return 'until'
	return step.workingDays === undefined ? 'days' : 'workingDays'
}

function withWay(step: WaitStep, way: Way): WaitStep {
	const days = step.days ?? step.workingDays ?? step.limitDays ?? 7
	const none = { days: undefined, workingDays: undefined, until: undefined, limitDays: undefined }
	if (way === 'until') return { ...step, ...none, until: '', limitDays: days }
	return { ...step, ...none, [way]: days }
}

/** What a wait waits for. */
export function WaitFields({
	step,
	path,
	onChange,
}: {
	step: WaitStep
	path: string
	onChange: (step: WaitStep) => void
}) {
	const problemOf = useProblemAt()
	const way = wayOf(step)
	const limit = problemOf(path)
	return (
		<>
			<div className="flex flex-wrap gap-4">
				<SelectField
					label="Waits for"
					className="w-52"
					value={way}
					choices={[
						{ value: 'days', label: 'days' },
						{ value: 'workingDays', label: 'working days' },
						{ value: 'until', label: 'a condition' },
					]}
					onChange={value => onChange(withWay(step, ways.find(entry => entry === value) ?? way))}
				/>
				{way === 'until' ? (
					<>
						<NumberField
							label="At most"
							className="w-28"
							unit="d"
							isWhole
							min={1}
							max={1000}
							value={step.limitDays ?? null}
							problem={step.limitDays === undefined ? limit : undefined}
							onChange={days => onChange({ ...step, limitDays: days ?? undefined })}
						/>
						<SelectField
							label="and then"
							className="w-44"
							value={step.atLimit}
							choices={[
								{ value: 'continue', label: 'the run goes on' },
								{ value: 'exit', label: 'the run ends' },
							]}
							onChange={value => onChange({ ...step, atLimit: value === 'exit' ? 'exit' : 'continue' })}
						/>
					</>
				) : (
					<NumberField
						label="How many"
						className="w-28"
						isWhole
						min={1}
						max={way === 'days' ? 1000 : 500}
						value={step[way] ?? null}
						onChange={days => days !== null && onChange({ ...step, [way]: days })}
					/>
				)}
			</div>
			{way === 'until' && (
				<ConditionInput
					label="Until"
					path={`${path}.until`}
					value={step.until}
					onChange={until => onChange({ ...step, until: until ?? '' })}
				/>
			)}
		</>
	)
}
