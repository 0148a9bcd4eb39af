import { afterAll, beforeAll } from 'vitest'
import { describeGeneratedInput } from '../../e2e/generated-input.ts'
import { makeTestApp, type TestApp } from '../../e2e/test-app.ts'

let test: TestApp
beforeAll(async () => {
	test = await makeTestApp()
})
afterAll(() => test?.end())

describeGeneratedInput(60, () => test)
