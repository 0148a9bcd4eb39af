import { Plus, X } from 'lucide-react'
import { type Band, bandLevels, risks } from '../../core/model/health-model.ts'
import { BandMark, BandShape, levelColours } from '../ui/BandMark.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { levelNames } from './ImpactView.tsx'
import { freeId, useModelEditor, useProblemAt, withEntry, withoutEntry } from './model-editor.ts'

const levelChoices = bandLevels.map(level => ({ value: level, label: levelNames[level] }))
const riskChoices = risks.map(risk => ({ value: risk, label: `${risk} risk` }))

/** The scale from 0 to 100 with the bands on it. */
function BandStrip({ bands }: { bands: readonly Band[] }) {
	const sorted = [...bands].sort((a, b) => a.from - b.from)
	return (
		<div className="mb-4 flex h-9 max-w-4xl overflow-hidden rounded-md border" aria-hidden="true">
			{sorted.map((band, index) => {
				const end = sorted[index + 1]?.from ?? 100
				return (
					<div
						key={`${band.id} ${band.from}`}
						className="flex min-w-0 items-center gap-1.5 border-r px-2 text-12 last:border-r-0"
						style={{
							flexGrow: Math.max(0.5, end - band.from),
							flexBasis: 0,
							color: levelColours[band.level],
						}}
					>
						<BandShape level={band.level} />
						<span className="truncate">
							{band.name} <span className="text-second">{band.from}</span>
						</span>
					</div>
				)
			})}
		</div>
	)
}

/** A band between the two that lie farthest apart. */
function newBand(bands: readonly Band[]): Band {
	const sorted = [...bands].sort((a, b) => a.from - b.from)
	const gaps = sorted.map((band, index) => ({ band, size: (sorted[index + 1]?.from ?? 100) - band.from }))
	const widest = gaps.reduce((most, gap) => (gap.size > most.size ? gap : most))
	const id = freeId(
		'band',
		bands.map(band => band.id),
	)
	return { ...widest.band, id, name: 'New band', from: widest.band.from + Math.floor(widest.size / 2) }
}

function BandRow({
	band,
	path,
	onChange,
	onRemove,
}: {
	band: Band
	path: string
	onChange: (part: Partial<Band>) => void
	onRemove: (() => void) | undefined
}) {
	const { isReadOnly } = useModelEditor()
	const problemOf = useProblemAt()
	const common = { isLabelHidden: true, disabled: isReadOnly }
	return (
		<div className="grid items-start gap-2 border-b py-2 max-md:grid-cols-2 md:grid-cols-[150px_80px_120px_130px_1fr_32px]">
			<TextField
				{...common}
				label={`Name of the band ${band.name || band.id}`}
				value={band.name}
				problem={problemOf(`${path}.name`) ?? problemOf(`${path}.id`)}
				onChange={name => onChange({ name })}
			/>
			<NumberField
				{...common}
				label={`${band.name} from`}
				isWhole
				min={0}
				max={100}
				value={band.from}
				problem={problemOf(`${path}.from`)}
				onChange={from => from !== null && onChange({ from })}
			/>
			<SelectField
				{...common}
				label={`Level of ${band.name}`}
				value={band.level}
				choices={levelChoices}
				problem={problemOf(`${path}.level`)}
				onChange={value => {
					const level = bandLevels.find(entry => entry === value)
					if (level) onChange({ level })
				}}
			/>
			<SelectField
				{...common}
				label={`Risk of ${band.name}`}
				value={band.risk}
				choices={riskChoices}
				problem={problemOf(`${path}.risk`)}
				onChange={value => {
					const risk = risks.find(entry => entry === value)
					if (risk) onChange({ risk })
				}}
			/>
			<TextField
				{...common}
				label={`What to do at ${band.name}`}
				value={band.action}
				onChange={action => onChange({ action })}
			/>
			{onRemove && <IconButton label={`Take ${band.name} away`} icon={<X size={14} />} onClick={onRemove} />}
		</div>
	)
}

/** Which scores fall in which band, and what a band means. */
export function BandsEditor({
	bands,
	path,
	onChange,
}: {
	bands: readonly Band[]
	path: string
	onChange: (bands: Band[]) => void
}) {
	const { isReadOnly, problems } = useModelEditor()
	const own = problems.find(problem => problem.path === path)?.message
	return (
		<Section title="Bands" facts="A score belongs to the highest band whose lower bound it reaches">
			<BandStrip bands={bands} />
			<div
				aria-hidden="true"
				className="grid gap-2 border-b pb-1 text-12 text-second max-md:hidden md:grid-cols-[150px_80px_120px_130px_1fr_32px]"
			>
				<span>Name</span>
				<span className="text-right">From score</span>
				<span>Level</span>
				<span>Renewal risk</span>
				<span>What to do</span>
			</div>
			{bands.map((band, index) => (
				<BandRow
					// biome-ignore lint/suspicious/noArrayIndexKey: ids may be the same for a moment while they are edited
					key={index}
					band={band}
					path={`${path}.${band.id}`}
					onChange={part => onChange(withEntry(bands, index, part))}
					onRemove={isReadOnly || bands.length === 1 ? undefined : () => onChange(withoutEntry(bands, index))}
				/>
			))}
			{own && (
				<p role="alert" className="mt-2 text-12 text-alarm">
					{own}
				</p>
			)}
			<div className="mt-2 flex flex-wrap items-center gap-3 text-12 text-second">
				{!isReadOnly && (
					<Button
						kind="quiet"
						className="h-7 text-accent"
						icon={<Plus size={14} />}
						onClick={() => onChange([...bands, newBand(bands)])}
					>
						Add a band
					</Button>
				)}
				<BandMark level="unknown" name="No score" isPlain /> with too few data: never shown as good or bad
			</div>
		</Section>
	)
}
