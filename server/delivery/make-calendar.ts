import ical, { ICalCalendarMethod } from 'ical-generator'
import { z } from 'zod'

/** The `payload` of a calendar send. */
export const CalendarPayload = z.object({
	title: z.string().min(1).max(500),
	/** ISO 8601 instants. */
	starts_at: z.iso.datetime({ offset: true }),
	ends_at: z.iso.datetime({ offset: true }),
	place: z.string().max(1_000).nullish(),
	organizer: z.object({ name: z.string().max(200), email: z.string().max(320) }).nullish(),
})

/** An invitation needs somebody who invites; without one it is an entry to take over. */
export function calendarMethodOf(payload: z.infer<typeof CalendarPayload>): 'REQUEST' | 'PUBLISH' {
	return payload.organizer ? 'REQUEST' : 'PUBLISH'
}

/** A calendar file (iCalendar) with one event; `id` is the same in every attempt, so it is one entry. */
export function makeCalendar(
	payload: z.infer<typeof CalendarPayload>,
	event: { id: string; description: string; attendee: string; at: Date },
): string {
	const calendar = ical({
		prodId: { company: 'Perennial', product: 'Perennial' },
		method: calendarMethodOf(payload) === 'REQUEST' ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.PUBLISH,
	})
	const entry = calendar.createEvent({
		id: event.id,
		stamp: event.at,
		start: new Date(payload.starts_at),
		end: new Date(payload.ends_at),
		summary: payload.title,
		description: event.description,
		location: payload.place ?? null,
		attendees: [{ email: event.attendee, rsvp: true }],
	})
	if (payload.organizer) entry.organizer(payload.organizer)
	return calendar.toString()
}
