import type { ReactNode } from 'react'

/** A page before anybody is signed in: the name, what it is about, one form. */
export function EntryPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
	return (
		<main className="flex min-h-dvh flex-col items-center justify-center p-6">
			<div className="w-full max-w-sm">
				<div className="mb-6 flex items-center gap-2.5">
					<img src="/mark.svg" alt="" className="size-7" />
					<span className="font-semibold text-16">Perennial</span>
				</div>
				<h1 className="text-20 font-semibold">{title}</h1>
				{text && <p className="mt-1 text-13 text-second">{text}</p>}
				<div className="mt-5">{children}</div>
			</div>
		</main>
	)
}
