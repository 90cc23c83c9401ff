import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct PollScheduleTests {
    private var schedule = PollSchedule()

    @Test mutating func `the earliest recipe comes first, and of equal ones the lowest`() {
        #expect(schedule.next() == nil)
        schedule.plan(8, at: RunParts.at(5))
        schedule.plan(7, at: RunParts.at(5))
        schedule.plan(9, at: RunParts.at(9))
        #expect(schedule.next()?.recipe == 7)
        #expect(schedule.next()?.time == RunParts.at(5))
    }

    @Test mutating func `what is planned anew replaces what was planned before`() {
        schedule.plan(7, at: RunParts.at(5))
        schedule.plan(7, at: RunParts.at(20))
        schedule.plan(8, at: RunParts.at(10))
        #expect(schedule.next()?.recipe == 8)
        schedule.plan(8, at: nil)
        #expect(schedule.next()?.recipe == 7)
        #expect(schedule.next()?.time == RunParts.at(20))
        schedule.plan(7, at: RunParts.at(1))
        #expect(schedule.next()?.time == RunParts.at(1))
        schedule.plan(7, at: nil)
        #expect(schedule.next() == nil)
    }

    @Test mutating func `a time that comes back counts again`() {
        schedule.plan(7, at: RunParts.at(5))
        schedule.plan(7, at: nil)
        schedule.plan(7, at: RunParts.at(5))
        #expect(schedule.next()?.time == RunParts.at(5))
    }
}
