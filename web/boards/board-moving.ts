import {
	type Active,
	type CollisionDetection,
	closestCenter,
	KeyboardCode,
	type KeyboardCoordinateGetter,
	KeyboardSensor,
	MouseSensor,
	type Over,
	pointerWithin,
	TouchSensor,
	useSensor,
	useSensors,
} from '@dnd-kit/core'

/** What a card carries while it is moved. */
export interface CardData {
	/** The account's name, as it is read out. */
	name: string
	/** The column that it stands in. */
	stage: string
	/** What it shows. */
	entry: unknown
}

/** What a card of a board carries; undefined of anything else. */
export function cardOf(active: Pick<Active, 'data'> | null | undefined): CardData | undefined {
	const data = active?.data.current
	return typeof data?.name === 'string' && typeof data.stage === 'string'
		? { name: data.name, stage: data.stage, entry: data.entry }
		: undefined
}

/** The column under the pointer; with the keyboard the nearest. */
export const findColumn: CollisionDetection = input =>
	input.pointerCoordinates ? pointerWithin(input) : closestCenter(input)

/** Arrows go from column to column, to its middle. */
function stepColumns(stages: readonly string[]): KeyboardCoordinateGetter {
	return (event, { currentCoordinates, context }) => {
		const by = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0
		if (by === 0) return undefined
		event.preventDefault()
		const from = context.over?.id ?? cardOf(context.active)?.stage
		const next = stages[stages.indexOf(String(from)) + by]
		const rect = next === undefined ? undefined : context.droppableRects.get(next)
		if (!rect) return undefined
		const width = context.collisionRect?.width ?? 0
		return { x: rect.left + (rect.width - width) / 2, y: currentCoordinates.y }
	}
}

/** Cards are moved by pointer, finger and keyboard, between columns that stand in the order of the stages. */
export function useBoardSensors(stages: readonly string[]) {
	return useSensors(
		useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
		useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
		useSensor(KeyboardSensor, {
			coordinateGetter: stepColumns(stages),
			keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] },
		}),
	)
}

interface Moved {
	active: Active
	over?: Over | null
}

/** What is read out of a card that is moved, and how to move one. */
export function sayMoves(thing: string, stageNames: Readonly<Record<string, string>>) {
	const nameOf = ({ active }: Moved) => cardOf(active)?.name ?? thing
	const stageOf = ({ over }: Moved) => (over ? stageNames[String(over.id)] : undefined)
	return {
		screenReaderInstructions: {
			draggable: `Enter opens the ${thing}. Space lifts the card; then left and right choose a stage, Space puts it down, Escape gives up.`,
		},
		announcements: {
			onDragStart: (moved: Moved) => `${nameOf(moved)} lifted`,
			onDragOver: (moved: Moved) => {
				const stage = stageOf(moved)
				return stage ? `Over ${stage}` : 'Over no stage'
			},
			onDragEnd: (moved: Moved) => {
				const stage = stageOf(moved)
				return `${nameOf(moved)} put ${stage ? `down on ${stage}` : 'back'}`
			},
			onDragCancel: (moved: Moved) => `${nameOf(moved)} put back`,
		},
	}
}
